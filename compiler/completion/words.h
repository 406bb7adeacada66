/* What may stand at the end of a command line that is being typed. */
#ifndef STK_COMPLETION_WORDS_H
#define STK_COMPLETION_WORDS_H

#include "base/base.h"

/* WORDS[0] is the program, WORDS[N - 1] what is typed of the word asked for, perhaps nothing; N > 0. Into OUT, a line each:
 *   WORD<tab>FEW WORDS ABOUT IT    all that may stand there, whatever was typed of it; the second part may be missing
 *   :files [.ENDING…]              names of files that end so (without: of all) may, and of folders on the way to them
 *   :folders                       names of folders may
 * What cannot be known, or is in files that cannot be read, is left out. */
void put_words(struct buf *out, char *const *words, size_t n);

#endif

/* What earlier runs answered: of a stack of which nothing has changed, the same is said again, and nothing else is done.
 *
 * A question is all that decides what a run says and writes and that stands in no file: options, folders, which stk it is. Its entry is a
 * file that is named by the question's SHA-256, so that settings are not in it in clear. It holds the answer, and every file that was read
 * and written, as its stamp and SHA-256. The answer holds as long as all of them are the same; a file that was touched is read again.
 * A file that is missing is an error, and only answers without errors are kept: none is wrong because there is a file more. What decides
 * which files are looked for belongs into the question.
 *
 * Entries lie in $XDG_CACHE_HOME/stk/answers, else ~/.cache/stk/answers; the folder is for its owner alone. They are written aside and renamed, and end with
 * their hash: several runs at once see whole ones or none. Without a folder, or one that cannot be written, nothing is kept and nothing
 * is said about it. Up to 1,000 entries and 64 MiB are kept, those that were asked for last. */
#ifndef STK_CACHE_H
#define STK_CACHE_H

#include "base/file_stamp.h"

struct question {
    Str text;           /* all of it */
    const char *target; /* the folder that is written; NULL: none */
    int64_t asked;      /* when; before anything was read */
};

struct answer {
    Str said, summary; /* as diagnostics; on standard output */
    struct known_files read, written; /* the latter from the target on: all that are in it */
};

/* Looks for the answer, in the arena. False: there is none that still holds. */
bool cache_find(struct arena *, const struct question *, struct answer *);
/* Keeps it, unless it read what is no file. */
void cache_keep(struct arena *, const struct question *, const struct answer *);

#endif

/* What is wrong with an option that getopt_long did not take. */
#ifndef STK_WRONG_OPTION_H
#define STK_WRONG_OPTION_H

#include "base/base.h"

struct option;

/* "unknown option '--shel' ('--shell'?)", after getopt_long returned '?' and with opterr 0; LETTERS and OPTIONS are what it was given. */
Str wrong_option(struct arena *, char **argv, const char *letters, const struct option *options);

#endif

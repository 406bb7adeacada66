/* The content of files of options: checked against their program's table, and parted into what stands in them and what variables carry. */
#ifndef STK_OPTIONS_H
#define STK_OPTIONS_H

#include "evaluate/machine.h"

/* CONTENT is {section: {option: value}}, TABLE a string or null (nothing is checked), CHOSEN names the pattern of each section
 * whose name people chose. LATER, if not null, is a table, too: both are of the neighbours of a release that has none. The result has the
 * fields 'all', 'file' and 'environment', each {section: {option: value}}: values are as the file writes them (lists with commas, sizes and
 * durations as numbers). 'environment' has those with secret parts that mean the same there; without a table nobody knows which do.
 * Errors are reported where the option was written. */
struct value split_options(struct machine *, const struct ir *call, struct value content, struct value table, struct value chosen,
                           struct value later);

#endif

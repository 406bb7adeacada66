/* What a test compiles, kept as a file: a module FOO.stk with a folder snapshots/FOO beside it has one for each test that expects no error. */
#ifndef STK_SNAPSHOT_H
#define STK_SNAPSHOT_H

#include "base/folder.h"
#include "compile/compile.h"

/* "stacks/shop/snapshots/shop" for stacks/shop/shop.stk; it need not be there. */
const char *snapshot_folder(struct arena *, const char *module);
/* The file of the test TITLE in that folder: "three-when-asked.yaml". Titles that differ in other signs than letters and digits may have the same. */
const char *snapshot_file(struct arena *, const char *folder, Str title);
/* Files in FOLDER that are none of EXPECTED; of a folder that is not there, none. */
struct file_list snapshots_left(struct arena *, const char *folder, const struct file_list *expected);

/* Holds what was compiled for the test at AT against FILE; a difference is reported as E1101. UPDATE: writes it instead. SHOWN: what it is called. */
void snapshot_compare(struct compilation *, Span at, const char *file, Str shown, bool update);

#endif

/* The live table as lines of a screen. */
#ifndef STK_PROGRESS_TABLE_H
#define STK_PROGRESS_TABLE_H

#include "progress_rows.h"
#include "screen.h"

enum { TABLE_HEAD = 2 }; /* lines above the rows */

void put_table(struct progress *, struct screen *, const struct rows *);

#endif

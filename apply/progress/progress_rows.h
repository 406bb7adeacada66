/* The rows of the live table: each stands for the objects of a service, or of all services below one where there are too many. */
#ifndef STK_PROGRESS_ROWS_H
#define STK_PROGRESS_ROWS_H

#include "progress_view.h"

struct row {
    Str name;
    size_t n, done, open;        /* objects: all, those that are as wanted, those that are not finished */
    enum progress_state state;   /* the speaker's */
    const struct item *representative; /* whose state matters most; of several, the one that is longest at it */
    int64_t since, until;        /* ms of the run; since: -1 before the first request */
    bool shown;
};

struct rows {
    struct row *at;
    size_t n;
    size_t finished, more;       /* rows that are not shown: those that are as wanted, and others */
};

enum { ROOM_MIN = 3 };
struct table;
struct table *table_new(const struct progress *); /* in its arena */
/* As things are now, in at most ROOM lines, one of them for each kind of what is not shown. Valid until the next call. */
struct rows table_rows(struct table *, size_t room);

#endif

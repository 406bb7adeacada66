#include "compile/timings.h"

#include <time.h>

static const char *const stage_names[STAGES] = {"check", "values", "evaluate", "validate", "order", "write"};

static double cpu_seconds(void)
{
    struct timespec time;
    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 ? (double)time.tv_sec + (double)time.tv_nsec / 1e9 : 0;
}

void stage_done(struct timings *timings, enum stage stage, const struct arena *arena)
{
    double now = cpu_seconds();
    timings->stages[stage] = (struct stage_cost){now - timings->before, arena_used(arena)};
    timings->before = now;
}

static void put_cost(struct buf *out, const char *name, double seconds, size_t bytes)
{
    buf_printf(out, "%-9s %9.1f ms %8.1f MiB\n", name, seconds * 1e3, (double)bytes / (1 << 20));
}

void write_timings(struct buf *out, const struct timings *timings)
{
    struct stage_cost all = {0};
    for (size_t i = 0; i < STAGES; i++) {
        const struct stage_cost *cost = &timings->stages[i];
        if (!cost->bytes) continue;
        put_cost(out, stage_names[i], cost->seconds, cost->bytes - all.bytes);
        all.seconds += cost->seconds;
        all.bytes = cost->bytes;
    }
    put_cost(out, "all", all.seconds, all.bytes);
}

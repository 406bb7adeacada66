/* Schedules of CronJobs, read as the API server reads them: with robfig/cron v3, ParseStandard (kubernetes 1.20 to 1.36). */
#ifndef STK_SCHEDULE_H
#define STK_SCHEDULE_H

#include "base/base.h"

/* Why the server refuses it; empty: it does not. Some that never come, as the 31st of February, it takes. In the arena. */
Str schedule_fault(struct arena *, Str schedule);

#endif

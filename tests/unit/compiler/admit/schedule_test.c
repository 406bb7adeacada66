/* Schedules, as API servers 1.20.2 and 1.36.2 answered to them; reported in TAP. */
#include "admit/schedule.h"
#include "test.h"

static struct arena *arena;

static bool all_taken(const char *const *schedules, size_t n, bool taken)
{
    bool fine = true;
    for (size_t i = 0; i < n; i++) {
        Str fault = schedule_fault(arena, str_of(schedules[i]));
        if ((fault.n == 0) == taken) continue;
        remark("'%s': %.*s\n", schedules[i], STR_ARG(fault));
        fine = false;
    }
    return fine;
}

static bool words_are_taken(void)
{
    static const char *const words[] = {"@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually", "@every 90m", "@every 1h30.5s"};
    return all_taken(words, COUNT(words), true);
}

static bool other_words_are_not(void)
{
    static const char *const words[] = {"@reboot", "@Hourly", "@every", "@every 90", "@every 1.2.3s", "@every m"};
    return all_taken(words, COUNT(words), false);
}

static bool fields_are_taken(void)
{
    static const char *const schedules[] = {"0 0 31 2 *", "0 0 * * SUN-MON", "5/15 * * * *", "? ? * * ?", "0-59/61 * * * *", "*/61 * * * *",
                                            "0  0\t1 jan,Dec *", "+5 * * * *", "*-7 * * * *", "1,,2 * * * *", " 0 0 * * 0 "};
    return all_taken(schedules, COUNT(schedules), true);
}

static bool other_fields_are_not(void)
{
    static const char *const schedules[] = {"", "*/0 * * * *", "0 0 * * 7", "0 0 * * 1-7", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 * 13 *",
                                            "0 0 * * MON#1", "* * * * * *", "* * * *", "1-5-6 * * * *", "5-1 * * * *", "1/2/3 * * * *",
                                            "*/-1 * * * *", "-1 * * * *", "1- * * * *", "/5 * * * *", "5/ * * * *", "0 0 * * sunday", "a * * * *"};
    return all_taken(schedules, COUNT(schedules), false);
}

static bool zones_are_told(void)
{
    return str_is(schedule_fault(arena, STR("CRON_TZ=UTC 0 0 * * *")), "the time zone has a field of its own, timeZone");
}

static const struct unit_test tests[] = {
    {"words are taken", words_are_taken},
    {"other words are not", other_words_are_not},
    {"fields are taken", fields_are_taken},
    {"other fields are not", other_fields_are_not},
    {"a time zone in front is told", zones_are_told},
};

int main(void)
{
    arena = arena_new(0);
    int status = run_tests(tests, COUNT(tests));
    arena_free(arena);
    return status;
}

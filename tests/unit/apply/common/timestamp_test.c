/* Points in time as Kubernetes writes them. */
#include "common/timestamp.h"

#include "test.h"

static bool is_time(const char *text, int64_t expected)
{
    int64_t ms = -1;
    bool right = timestamp_read(str_of(text), &ms) && ms == expected;
    if (!right) remark("%s: got %lld\n", text, (long long)ms);
    return right;
}

static bool times_are_read(void)
{
    return is_time("1970-01-01T00:00:00Z", 0) && is_time("2026-01-31T12:00:00Z", 1769860800000) && is_time("2026-01-31T13:00:00+01:00", 1769860800000) &&
           is_time("2026-01-31T06:30:00.123456789-05:30", 1769860800123) && is_time("2026-01-31T12:00:00.5Z", 1769860800500);
}

static bool what_is_no_time_is_refused(void)
{
    static const char *const wrong[] = {"", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31T12:00:00Zx", "2026-13-31T12:00:00Z", "2026-01-31T12:00:00+1", "soon",
                                        "2026-01-31T12:00:00.123456789123456789123456789123456789Z"};
    bool right = true;
    int64_t ms;
    for (size_t i = 0; i < COUNT(wrong); i++) right &= !timestamp_read(str_of(wrong[i]), &ms);
    return right;
}

static const struct unit_test tests[] = {
    {"times are read", times_are_read},
    {"what is no time is refused", what_is_no_time_is_refused},
};

int main(void) { return run_tests(tests, COUNT(tests)); }

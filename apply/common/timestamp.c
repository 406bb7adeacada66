#include "common/timestamp.h"

#include <ctype.h>
#include <stdio.h>
#include <time.h>

/* ".5": 500. */
static int64_t take_fraction(const char **at)
{
    int64_t ms = 0, unit = 100;
    if (**at != '.') return 0;
    for (++*at; isdigit((unsigned char)**at); ++*at, unit /= 10) ms += (**at - '0') * unit;
    return ms;
}

static bool two_digits(const char *s, int64_t *number)
{
    if (!isdigit((unsigned char)s[0]) || !isdigit((unsigned char)s[1])) return false;
    *number = (s[0] - '0') * 10 + s[1] - '0';
    return true;
}

/* "Z", "+01:00". Nothing may follow. */
static bool read_zone(const char *at, int64_t *seconds)
{
    int64_t hours, minutes;
    *seconds = 0;
    if (*at == 'Z' || *at == 'z') return at[1] == '\0';
    bool fine = (*at == '+' || *at == '-') && two_digits(at + 1, &hours) && at[3] == ':' && two_digits(at + 4, &minutes) && at[6] == '\0';
    if (fine) *seconds = (*at == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return fine;
}

bool timestamp_read(Str text, int64_t *ms)
{
    char copy[48];
    struct tm parts = {0};
    int64_t zone;
    if (!text.n || text.n >= sizeof copy) return false;
    memcpy(copy, text.s, text.n);
    copy[text.n] = '\0';
    const char *at = strptime(copy, "%Y-%m-%dT%H:%M:%S", &parts);
    if (!at) return false;
    int64_t fraction = take_fraction(&at);
    if (!read_zone(at, &zone)) return false;
    *ms = ((int64_t)timegm(&parts) - zone) * 1000 + fraction;
    return true;
}

void timestamp_write(int64_t ms, char text[TIMESTAMP_SIZE])
{
    time_t seconds = (time_t)(ms / 1000);
    struct tm parts;
    char day[32];
    gmtime_r(&seconds, &parts);
    strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text, TIMESTAMP_SIZE, "%s.%03dZ", day, (int)(ms % 1000));
}

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t calendar_ms(void) { return clock_ms(CLOCK_REALTIME); }
int64_t elapsed_ms(void) { return clock_ms(CLOCK_BOOTTIME); }

Str timestamp_now(struct arena *arena)
{
    time_t now = time(NULL);
    struct tm parts;
    char text[32];
    gmtime_r(&now, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return arena_copy(arena, str_of(text));
}

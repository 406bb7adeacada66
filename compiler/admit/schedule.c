#include "schedule.h"

#include <ctype.h>
#include <strings.h>

enum { FIELDS = 5 };

/* A field of a schedule, and the names that numbers have in it. */
struct schedule_field {
    const char *what;
    int least, most;
    const char *names; /* three letters each, beginning with LEAST; NULL: none */
};
static const struct schedule_field schedule_fields[FIELDS] = {
    {"the minute", 0, 59, NULL},
    {"the hour", 0, 23, NULL},
    {"the day of the month", 1, 31, NULL},
    {"the month", 1, 12, "janfebmaraprmayjunjulaugsepoctnovdec"},
    {"the day of the week", 0, 6, "sunmontuewedthufrisat"},
};

/* What stands before the next blanks, which are taken away with it. */
static Str next_word(Str *rest)
{
    size_t n = 0;
    while (n < rest->n && !isspace((unsigned char)rest->s[n])) n++;
    Str word = {rest->s, n};
    while (n < rest->n && isspace((unsigned char)rest->s[n])) n++;
    *rest = (Str){rest->s + n, rest->n - n};
    return word;
}

/* Digits, perhaps behind a plus; -1: none. Numbers beyond any field are as good as each other. */
static int number_of(Str text)
{
    int number = 0;
    size_t i = text.n > 1 && text.s[0] == '+' ? 1 : 0;
    if (i == text.n) return -1;
    for (; i < text.n; i++) {
        if (!isdigit((unsigned char)text.s[i])) return -1;
        if (number < 1000000) number = number * 10 + (text.s[i] - '0');
    }
    return number;
}

static int named(Str text, const struct schedule_field *field)
{
    for (size_t i = 0; field->names && text.n == 3 && field->names[i]; i += 3)
        if (strncasecmp(text.s, field->names + i, 3) == 0) return field->least + (int)(i / 3);
    return number_of(text);
}

static Str bounds_fault(struct arena *arena, Str part, const struct schedule_field *field)
{
    if (field->most == 6 && str_is(part, "7")) return STR("Sunday is 0 or SUN, not 7");
    return arena_printf(arena, "%s is %d to %d, and not '%.*s'", field->what, field->least, field->most, STR_ARG(part));
}

/* N, N-M, a star or a question mark. */
static Str range_fault(struct arena *arena, Str range, const struct schedule_field *field)
{
    Str rest = range, low = str_cut(&rest, '-');
    bool single = low.n == range.n;
    if (str_is(low, "*") || str_is(low, "?")) return STR("");
    int from = named(low, field), to = single ? from : named(rest, field);
    if (from < field->least || from > field->most) return bounds_fault(arena, low, field);
    if (to < field->least || to > field->most) return bounds_fault(arena, rest, field);
    if (from > to) return arena_printf(arena, "%s goes from %.*s back to %.*s", field->what, STR_ARG(low), STR_ARG(rest));
    return STR("");
}

/* RANGE or RANGE/STEP. */
static Str part_fault(struct arena *arena, Str part, const struct schedule_field *field)
{
    Str step = part, range = str_cut(&step, '/');
    bool stepped = range.n < part.n;
    Str fault = range_fault(arena, range, field);
    if (fault.n || !stepped || number_of(step) > 0) return fault;
    return arena_printf(arena, "a step is a number from 1 on, and not '%.*s'", STR_ARG(step));
}

static Str field_fault(struct arena *arena, Str text, const struct schedule_field *field)
{
    Str fault = STR("");
    while (!fault.n && text.n) {
        Str part = str_cut(&text, ',');
        if (part.n) fault = part_fault(arena, part, field);
    }
    return fault;
}

/* "@every 1h30m": a duration as Go has it. */
static bool is_duration(Str text)
{
    static const char *const units[] = {"ns", "us", "ms", "s", "m", "h"};
    size_t i = 0;
    while (i < text.n) {
        size_t digits = strspn(text.s + i, "0123456789."), unit = 0;
        if (!digits || (digits == 1 && text.s[i] == '.') || memchr(text.s + i, '.', digits) != memrchr(text.s + i, '.', digits)) return false;
        i += digits;
        for (size_t k = 0; k < COUNT(units) && !unit; k++)
            if (str_starts((Str){text.s + i, text.n - i}, str_of(units[k]))) unit = strlen(units[k]);
        if (!unit) return false;
        i += unit;
    }
    return text.n > 0;
}

#define WORDS "a word is @hourly, @daily, @weekly, @monthly, @yearly or '@every 90m'"

static Str word_fault(Str schedule)
{
    static const char *const words[] = {"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(schedule, words[i])) return STR("");
    Str every = STR("@every ");
    if (str_starts(schedule, every) && is_duration((Str){schedule.s + every.n, schedule.n - every.n})) return STR("");
    return STR(WORDS);
}

Str schedule_fault(struct arena *arena, Str schedule)
{
    Str fields[FIELDS], fault = STR("");
    size_t n = 0;
    if (str_starts(schedule, STR("TZ=")) || str_starts(schedule, STR("CRON_TZ="))) return STR("the time zone has a field of its own, timeZone");
    if (str_starts(schedule, STR("@"))) return word_fault(schedule);
    while (schedule.n) {
        Str field = next_word(&schedule);
        if (field.n && n++ < FIELDS) fields[n - 1] = field;
    }
    if (n == 1) return STR(WORDS);
    if (n != FIELDS) return arena_printf(arena, "it has %zu fields, and not 5: minute, hour, day of the month, month, day of the week", n);
    for (size_t i = 0; i < FIELDS && !fault.n; i++) fault = field_fault(arena, fields[i], &schedule_fields[i]);
    return fault;
}

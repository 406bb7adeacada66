#include "base/wrong_option.h"

#include <getopt.h>
#include <string.h>

/* The long option that begins as WORD does, to its '='; NULL: none, or several. */
static const struct option *meant(Str word, const struct option *options)
{
    const struct option *found = NULL;
    for (; options->name; options++) {
        if (str_is(word, options->name)) return options;
        if (!str_starts(str_of(options->name), word)) continue;
        if (found) return NULL;
        found = options;
    }
    return found;
}

static const char *nearest(Str word, const struct option *options)
{
    const char *best = NULL;
    size_t least = 1 + (word.n + 2) / 3;
    for (; options->name; options++) {
        size_t distance = str_distance(word, str_of(options->name), least);
        if (distance >= least) continue;
        least = distance;
        best = options->name;
    }
    return best;
}

static Str wrong_letter(struct arena *arena, const char *letters)
{
    const char *known = strchr(letters, optopt);
    return arena_printf(arena, known && known[1] == ':' ? "option '-%c' needs a value" : "unknown option '-%c'", optopt);
}

Str wrong_option(struct arena *arena, char **argv, const char *letters, const struct option *options)
{
    const char *given = argv[optind - 1];
    if (strncmp(given, "--", 2) != 0) return wrong_letter(arena, letters);
    const char *equals = strchr(given, '=');
    Str word = {given + 2, equals ? (size_t)(equals - given - 2) : strlen(given) - 2};
    const struct option *known = meant(word, options);
    if (known) return arena_printf(arena, "option '--%s' %s", known->name, known->has_arg == no_argument ? "takes no value" : "needs a value");
    const char *near = nearest(word, options);
    return near ? arena_printf(arena, "unknown option '--%.*s' ('--%s'?)", STR_ARG(word), near)
                : arena_printf(arena, "unknown option '--%.*s'", STR_ARG(word));
}

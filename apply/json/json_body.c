#include "json/json_body.h"

#include "value/serialize.h"

#include <stdio.h>
#include <stdlib.h>

enum { ESCAPE_LENGTH = sizeof "\\u0085" - 1 };

/* The text with escapes, all of which stand inside quotation marks: JSON has none of these characters elsewhere. */
static char *with_escapes(Str text, size_t count)
{
    char *copy = malloc(text.n + count * ESCAPE_LENGTH + 1), *end = copy;
    if (!copy) panic("out of memory");
    for (size_t i = 0, n; i < text.n; i += n ? n : 1) {
        unsigned point;
        n = yaml_unprintable(text, i, &point);
        if (n) end += snprintf(end, ESCAPE_LENGTH + 1, "\\u%04x", point);
        else *end++ = text.s[i];
    }
    *end = '\0';
    return copy;
}

char *json_body(const json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    if (!text) panic("an object cannot be written as JSON");
    Str whole = str_of(text);
    size_t count = 0;
    unsigned point;
    for (size_t i = 0; i < whole.n; i++) count += yaml_unprintable(whole, i, &point) > 0;
    if (!count) return text;
    char *copy = with_escapes(whole, count);
    free(text);
    return copy;
}

#include "editor/place.h"

/* How many bytes the character at the start of TEXT has, and how many units. */
static size_t character_size(Str text, enum encoding encoding, size_t *units)
{
    unsigned char first = (unsigned char)text.s[0];
    size_t n = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (n > text.n) n = text.n;
    *units = encoding == ENCODING_UTF8 ? n : encoding == ENCODING_UTF16 && n == 4 ? 2 : 1;
    return n;
}

static Str line_from(Str text, size_t start)
{
    Str rest = {text.s + start, text.n - start};
    Str line = str_cut(&rest, '\n');
    return line.n && line.s[line.n - 1] == '\r' ? (Str){line.s, line.n - 1} : line;
}

size_t offset_at(Str text, struct place place, enum encoding encoding)
{
    size_t start = 0;
    for (size_t line = 0; line < place.line; line++) {
        const char *end = start < text.n ? memchr(text.s + start, '\n', text.n - start) : NULL;
        if (!end) return text.n;
        start = (size_t)(end - text.s) + 1;
    }
    Str line = line_from(text, start);
    size_t at = 0, units;
    for (size_t character = 0; at < line.n && character < place.character; character += units)
        at += character_size((Str){line.s + at, line.n - at}, encoding, &units);
    return start + at;
}

struct place place_at(Str text, size_t offset, enum encoding encoding)
{
    struct place place = {0};
    size_t start = 0, units;
    if (offset > text.n) offset = text.n;
    for (const char *end; (end = start < offset ? memchr(text.s + start, '\n', offset - start) : NULL); place.line++) start = (size_t)(end - text.s) + 1;
    for (size_t at = start; at < offset; place.character += units) at += character_size((Str){text.s + at, text.n - at}, encoding, &units);
    return place;
}

size_t line_start(Str text, size_t offset)
{
    while (offset && text.s[offset - 1] != '\n') offset--;
    return offset;
}

struct place place_from_json(const json_t *json)
{
    json_int_t line = json_integer_value(json_object_get(json, "line")), character = json_integer_value(json_object_get(json, "character"));
    return (struct place){line > 0 ? (size_t)line : 0, character > 0 ? (size_t)character : 0};
}

json_t *place_to_json(struct place place)
{
    return json_pack("{s:I, s:I}", "line", (json_int_t)place.line, "character", (json_int_t)place.character);
}

json_t *range_to_json(Str text, size_t lo, size_t hi, enum encoding encoding)
{
    return json_pack("{s:o, s:o}", "start", place_to_json(place_at(text, lo, encoding)), "end", place_to_json(place_at(text, hi, encoding)));
}

#include "option_table.h"

#include <math.h>
#include <stdlib.h>

struct reader {
    struct arena *arena;
    struct names *names;
    struct option_table *table;
    struct option_section *section; /* of the lines that follow; NULL: none yet */
};

/* ---- words ---- */

static bool limit(Str text, double *number)
{
    if (text.n == 0) return true;
    char copy[40], *end;
    if (text.n >= sizeof copy) return false;
    memcpy(copy, text.s, text.n);
    copy[text.n] = '\0';
    *number = strtod(copy, &end);
    return *end == '\0';
}

static bool limits(struct config_option *option, Str text)
{
    const char *dots = text.n ? memmem(text.s, text.n, "..", 2) : NULL;
    if (!dots) return text.n == 0;
    size_t n = (size_t)(dots - text.s);
    return limit((Str){text.s, n}, &option->low) && limit((Str){dots + 2, text.n - n - 2}, &option->high);
}

bool same_option(const struct config_option *a, const struct config_option *b)
{
    return a->type == b->type && a->secret == b->secret && a->new_name == b->new_name && a->new_section == b->new_section;
}

/* ---- lines ---- */

static const struct { const char *word; enum config_type type; } types[] = {
    {"bool", CONFIG_BOOL}, {"int", CONFIG_INT}, {"float", CONFIG_FLOAT}, {"port", CONFIG_PORT}, {"string", CONFIG_STRING},
    {"host", CONFIG_HOST}, {"ip", CONFIG_IP}, {"uri", CONFIG_URI}, {"choice", CONFIG_CHOICE}, {"list", CONFIG_LIST},
    {"map", CONFIG_MAP}, {"multi", CONFIG_MULTI}, {"->", CONFIG_RENAMED},
};

static bool read_type(struct config_option *option, Str word)
{
    for (size_t i = 0; i < COUNT(types); i++) {
        if (!str_is(word, types[i].word)) continue;
        option->type = types[i].type;
        return true;
    }
    return false;
}

/* NEW or SECTION.NEW; names of options have no dot. */
static bool read_target(struct reader *reader, struct config_option *option, Str text)
{
    Str name = str_after_last(text, '.');
    if (name.n == 0) return false;
    option->new_name = name_of(reader->names, name);
    option->new_section = name.n == text.n ? reader->section->name : name_of(reader->names, (Str){text.s, text.n - name.n - 1});
    return true;
}

static bool read_rest(struct reader *reader, struct config_option *option, Str rest)
{
    switch (option->type) {
    case CONFIG_INT: case CONFIG_FLOAT: return limits(option, rest);
    case CONFIG_CHOICE: option->choices = rest; return true;
    case CONFIG_RENAMED: return read_target(reader, option, rest);
    default: return rest.n == 0;
    }
}

static bool read_option(struct reader *reader, Str line)
{
    struct config_option *option = NEW(reader->arena, struct config_option);
    *option = (struct config_option){.low = -INFINITY, .high = INFINITY};
    if (str_starts(line, STR("-"))) option->deprecated = true, line = (Str){line.s + 1, line.n - 1};
    if (str_starts(line, STR("*"))) option->secret = true, line = (Str){line.s + 1, line.n - 1};
    Str name = str_cut(&line, ' '), type = str_cut(&line, ' ');
    if (!reader->section || name.n == 0 || !read_type(option, type) || !read_rest(reader, option, line)) return false;
    option->name = name_of(reader->names, name);
    map_put(reader->arena, &reader->section->by_name, option->name, option);
    vec_push(reader->arena, &reader->section->options, option);
    return true;
}

static bool read_section(struct reader *reader, Str line)
{
    if (line.n < 3 || line.s[line.n - 1] != ']') return false;
    bool pattern = line.s[1] == '=';
    struct option_section *section = NEW(reader->arena, struct option_section);
    section->pattern = pattern;
    section->name = name_of(reader->names, (Str){line.s + 1 + pattern, line.n - 2 - pattern});
    map_put(reader->arena, pattern ? &reader->table->patterns : &reader->table->by_name, section->name, section);
    vec_push(reader->arena, &reader->table->sections, section);
    reader->section = section;
    return true;
}

static bool read_line(struct reader *reader, Str line)
{
    if (line.n == 0 || line.s[0] == '#') return true;
    return line.s[0] == '[' ? read_section(reader, line) : read_option(reader, line);
}

const struct option_table *option_table_read(struct arena *arena, struct names *names, Str text, size_t *bad_line)
{
    struct reader reader = {.arena = arena, .names = names, .table = NEW(arena, struct option_table)};
    reader.table->text = text;
    for (*bad_line = 1; text.n; ++*bad_line)
        if (!read_line(&reader, str_cut(&text, '\n'))) return NULL;
    return reader.table;
}

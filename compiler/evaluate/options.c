#include "options.h"

#include "option_place.h"
#include "option_table.h"
#include "program/meaning.h"
#include "value/record_builder.h"
#include "value/text.h"

#include <math.h>

/* One file on its way. */
struct option_check {
    struct machine *machine;
    struct session *session;
    const struct ir *call;
    const struct option_table *table; /* NULL: nothing is checked */
    const struct option_table *later; /* then both are of neighbours, and nobody knows the release itself; NULL: TABLE is its own */
    struct value chosen;
};

/* One option of it. */
struct given {
    const struct record *section;
    size_t index;
    const struct option_section *known, *later; /* the section in both tables; both NULL: not checked */
    const struct name *section_name, *name;
    struct value value;
};

/* ---- messages ---- */

static Span given_at(const struct option_check *check, struct value value)
{
    Span at = origin_span(&check->machine->program->origins, value.origin);
    return at.file ? at : check->call->at;
}

static Span key_at(const struct option_check *check, const struct record *record, size_t i)
{
    Span at = key_span(&check->machine->program->origins, record, i);
    return at.file ? at : check->call->at;
}

static struct value refuse(const struct option_check *check, const struct given *given, const char *wanted)
{
    struct value value = given->value;
    eval_error(check->machine, E1202, given_at(check, value), "option '%s' of [%s] is %s, and this is %.*s", given->name->s,
               given->section_name->s, wanted, STR_ARG(value_show(check->machine->arena, value)));
    return value_poison();
}

static void report_section(const struct option_check *check, const struct record *content, size_t i)
{
    struct suggestion suggestion = suggestion_for(&check->session->diags, NAME_STR(content->keys[i]));
    for (size_t k = 0; k < check->table->sections.n && suggestions_wanted(&check->session->diags); k++)
        if (!check->table->sections.at[k]->pattern) suggestion_offer(&suggestion, NAME_STR(check->table->sections.at[k]->name));
    struct diag *diag = eval_error(check->machine, E1201, key_at(check, content, i), "there is no section [%s] in this file", content->keys[i]->s);
    diag_suggest(&check->session->diags, diag, &suggestion);
}

/* Another section that has an option of this name; NULL: none. */
static const struct name *section_with(const struct option_table *table, const struct name *option)
{
    for (size_t i = 0; i < table->sections.n; i++)
        if (map_get(&table->sections.at[i]->by_name, option)) return table->sections.at[i]->name;
    return NULL;
}

static void report_option(const struct option_check *check, const struct given *given)
{
    struct session *session = check->session;
    struct suggestion suggestion = suggestion_for(&check->session->diags, NAME_STR(given->name));
    const struct option_section *known = given->known ? given->known : given->later;
    bool search = suggestions_wanted(&session->diags);
    for (size_t i = 0; search && i < known->options.n; i++)
        if (known->options.at[i]->type != CONFIG_RENAMED) suggestion_offer(&suggestion, NAME_STR(known->options.at[i]->name));
    const struct name *elsewhere = search ? section_with(check->table, given->name) : NULL;
    struct diag *diag = eval_error(check->machine, E1201, key_at(check, given->section, given->index), "section [%s] has no option '%s'",
                                   given->section_name->s, given->name->s);
    diag_suggest(&session->diags, diag, &suggestion);
    if (elsewhere) diag_help(&session->diags, diag, "[%s] has '%s'", elsewhere->s, given->name->s);
}

static void warn_of_old(const struct option_check *check, const struct given *given, const struct config_option *option)
{
    Span at = key_at(check, given->section, given->index);
    struct diag *diag = diag_add(&check->session->diags, W1201, at, option->type == CONFIG_RENAMED
        ? "option '%s' of [%s] is an old name" : "option '%s' of [%s] goes away with a later release", given->name->s, given->section_name->s);
    if (option->type == CONFIG_RENAMED)
        diag_help(&check->session->diags, diag, "write '%s' in [%s]", option->new_name->s, option->new_section->s);
}

static void warn_of_doubt(const struct option_check *check, const struct given *given, const struct config_option *before,
                          const struct config_option *after)
{
    const char *what = !before ? "is not in the release before this one, but in the one after"
                       : !after ? "is in the release before this one, and not in the one after" : "is not the same in the releases before and after";
    struct diag *diag = diag_add(&check->session->diags, W1202, key_at(check, given->section, given->index), "option '%s' of [%s] %s",
                                 given->name->s, given->section_name->s, what);
    diag_help(&check->session->diags, diag, "there is no table of this release: read its release notes, or leave the option out");
}

/* ---- values ---- */

static bool whole_seconds(struct value value) { return value.integer % 1000 == 0; }

/* Numbers of any unit, as files write them; null: VALUE is none. */
static struct value number_of(struct value value)
{
    switch (value.kind) {
    case V_INT: case V_BYTES: return value_int(value.integer);
    case V_DURATION: return whole_seconds(value) ? value_int(value.integer / 1000) : value_float((double)value.integer / 1000);
    case V_PORT: return value_int(value.integer & 0xFFFF);
    case V_FLOAT: return value;
    default: return value_null();
    }
}

static struct value number(const struct option_check *check, const struct given *given, const struct config_option *option)
{
    struct value value = number_of(given->value);
    bool port = option->type == CONFIG_PORT;
    if (value.kind == V_NULL || (value.kind == V_FLOAT && option->type != CONFIG_FLOAT))
        return refuse(check, given, option->type == CONFIG_FLOAT ? "a number" : port ? "a port" : "a whole number");
    double n = value.kind == V_FLOAT ? value.real : (double)value.integer, low = port ? 0 : option->low, high = port ? 65535 : option->high;
    if (n >= low && n <= high) return value;
    Str limits = isinf(high) ? arena_printf(check->machine->arena, "at least %.15g", low)
               : isinf(low) ? arena_printf(check->machine->arena, "at most %.15g", high)
               : arena_printf(check->machine->arena, "from %.15g to %.15g", low, high);
    return refuse(check, given, limits.s);
}

static bool listed(Str choices, Str word, struct suggestion *suggestion)
{
    for (bool more = true; more; ) {
        const char *bar = choices.n ? memchr(choices.s, '|', choices.n) : NULL;
        Str choice = {choices.s, bar ? (size_t)(bar - choices.s) : choices.n};
        if (str_eq(choice, word)) return true;
        suggestion_offer(suggestion, choice);
        more = bar != NULL;
        if (more) choices = (Str){bar + 1, choices.n - choice.n - 1};
    }
    return false;
}

/* 'a', 'b' */
static Str quoted_choices(struct arena *arena, Str choices)
{
    struct buf text = {0};
    for (size_t i = 0; i < choices.n; i++)
        if (choices.s[i] == '|') buf_put(&text, "', '", 4);
        else buf_char(&text, choices.s[i]);
    Str quoted = arena_printf(arena, "'%.*s'", (int)text.n, text.n ? text.s : "");
    buf_free(&text);
    return quoted;
}

/* *SUGGESTION becomes one for the value, which is in the arena. */
static bool is_choice(const struct option_check *check, const struct config_option *option, struct value value, struct suggestion *suggestion)
{
    struct buf text = {0};
    if (value.kind < V_LIST && value.kind != V_SECRET) value_print(value, &text);
    Str word = arena_copy(check->machine->arena, (Str){text.n ? text.s : "", text.n});
    buf_free(&text);
    *suggestion = suggestion_for(&check->session->diags, word);
    return value.kind < V_LIST && listed(option->choices, word, suggestion);
}

static struct value choice(const struct option_check *check, const struct given *given, const struct config_option *option)
{
    struct suggestion suggestion;
    bool fine = is_choice(check, option, given->value, &suggestion);
    if (!fine) {
        struct diag *diag = eval_error(check->machine, E1202, given_at(check, given->value), "option '%s' of [%s] cannot be %.*s", given->name->s,
                                       given->section_name->s, STR_ARG(value_show(check->machine->arena, given->value)));
        diag_suggest(&check->session->diags, diag, &suggestion);
        diag_help(&check->session->diags, diag, "it is one of: %.*s", STR_ARG(quoted_choices(check->machine->arena, option->choices)));
    }
    return fine ? given->value : value_poison();
}

static void add_scalar(struct text_builder *builder, struct value value)
{
    struct value plain = value.kind == V_PORT ? value : number_of(value);
    text_add_value(builder, plain.kind == V_NULL ? value : plain, ESCAPE_NONE);
}

static struct value joined(const struct option_check *check, struct value value)
{
    struct text_builder builder = {.arena = check->machine->arena};
    bool first = true, map = value.kind == V_RECORD;
    for (size_t i = 0; i < (map ? value.record->n : value.list->n); i++) {
        struct value item = map ? value.record->values[i] : value.list->at[i];
        if (item.kind == V_NULL) continue;
        if (!first) text_add(&builder, STR(","));
        first = false;
        if (map) text_add(&builder, NAME_STR(value.record->keys[i]));
        if (map) text_add(&builder, STR(":"));
        add_scalar(&builder, item);
    }
    return text_done(&builder);
}

static bool flat(struct value value)
{
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++)
        if (value.list->at[i].kind >= V_LIST) return false;
    for (size_t i = 0; value.kind == V_RECORD && i < value.record->n; i++)
        if (value.record->values[i].kind >= V_LIST) return false;
    return value.kind <= V_RECORD;
}

static bool is_text(struct value value) { return value.kind == V_STRING || value.kind == V_SECRET; }
static bool is_simple(struct value value) { return is_text(value) || number_of(value).kind != V_NULL; }

/* What an option without a type holds. */
static struct value untyped(const struct option_check *check, const struct given *given)
{
    struct value value = given->value, plain = number_of(value);
    if (!flat(value)) return refuse(check, given, "a text, a number or a list");
    if (value.kind == V_LIST || value.kind == V_RECORD) return joined(check, value);
    return plain.kind == V_NULL ? value : plain;
}

static struct value simple_text(const struct option_check *check, const struct given *given, const char *wanted)
{
    return is_simple(given->value) ? untyped(check, given) : refuse(check, given, wanted);
}

/* As a text, "k:v,k:v": oslo.config (9.7.1, 10.7.0) refuses an item without a key, and a key that comes twice. */
static struct value map_text(const struct option_check *check, const struct given *given)
{
    struct map seen = {0};
    Str rest = value_str(given->value);
    while (rest.n) {
        Str item = str_cut(&rest, ',');
        while (item.n && *item.s == ' ') item = (Str){item.s + 1, item.n - 1};
        if (!memchr(item.s, ':', item.n)) return refuse(check, given, "a map, as in \"one:1,two:2\"");
        Str key = str_cut(&item, ':');
        const struct name *name = name_of(check->session->names, key);
        if (map_get(&seen, name)) return refuse(check, given, "a map with each key once");
        map_put(check->machine->arena, &seen, name, &seen);
    }
    return given->value;
}

static struct value typed(const struct option_check *check, const struct given *given, const struct config_option *option)
{
    struct value value = given->value;
    switch (option->type) {
    case CONFIG_BOOL: return value.kind == V_BOOL ? value : refuse(check, given, "true or false");
    case CONFIG_INT: case CONFIG_FLOAT: case CONFIG_PORT: return number(check, given, option);
    case CONFIG_CHOICE: return choice(check, given, option);
    case CONFIG_STRING: return simple_text(check, given, "a text");
    case CONFIG_URI: return simple_text(check, given, "a URL");
    case CONFIG_HOST: return simple_text(check, given, "a host name or an address");
    case CONFIG_IP: return simple_text(check, given, "an IP address");
    case CONFIG_LIST: return flat(value) && value.kind != V_RECORD ? untyped(check, given) : refuse(check, given, "a list");
    case CONFIG_MAP:
        if (value.kind == V_STRING) return map_text(check, given);
        return flat(value) && value.kind != V_LIST ? untyped(check, given) : refuse(check, given, "a map of texts");
    case CONFIG_MULTI: return flat(value) && value.kind != V_RECORD ? value : refuse(check, given, "a text or a list of texts");
    case CONFIG_RENAMED: break;
    }
    return untyped(check, given);
}

/* A password, or a URL with one, that stands in a file: https://user:password@host. */
static bool written_secret(const struct config_option *option, struct value value)
{
    if (!option->secret || value.kind != V_STRING || value.string->n == 0) return false;
    Str text = value_str(value);
    const char *rest = memmem(text.s, text.n, "://", 3);
    if (!rest) return true;
    const char *at = memchr(rest, '@', (size_t)(text.s + text.n - rest));
    return at && memchr(rest + 3, ':', (size_t)(at - rest - 3));
}

/* What OPTION of TABLE is when it is a name of old; else itself, also NULL. */
static const struct config_option *current(const struct option_table *table, const struct config_option *option)
{
    if (!option || option->type != CONFIG_RENAMED) return option;
    const struct option_section *section = map_get(&table->by_name, option->new_section);
    const struct config_option *now = section ? map_get(&section->by_name, option->new_name) : NULL;
    return now ? now : option;
}

static const struct config_option *option_in(const struct option_section *section, const struct name *name)
{
    return section ? map_get(&section->by_name, name) : NULL;
}

/* Whether VALUE is within the limits, or among the choices. */
static bool takes(const struct option_check *check, const struct config_option *option, struct value value)
{
    struct suggestion suggestion;
    struct value number = number_of(value);
    double n = number.kind == V_FLOAT ? number.real : (double)number.integer;
    switch (option->type) {
    case CONFIG_CHOICE: return is_choice(check, option, value, &suggestion);
    case CONFIG_INT: case CONFIG_FLOAT: return number.kind != V_NULL && n >= option->low && n <= option->high;
    default: return true;
    }
}

/* A name that one of the two has only as an old one means the same to both when what it leads to is the same. */
static bool agree(const struct option_check *check, const struct config_option *before, const struct config_option *after, struct value value)
{
    before = current(check->table, before);
    after = current(check->later, after);
    return before && after && same_option(before, after) && takes(check, before, value) == takes(check, after, value);
}

/* The option as the release has it. UNSURE: its neighbours do not agree about it and its value, which is told. */
static const struct config_option *find_option(const struct option_check *check, const struct given *given, bool *unsure)
{
    const struct config_option *before = option_in(given->known, given->name), *after = option_in(given->later, given->name);
    *unsure = check->later && (before || after) && !agree(check, before, after, given->value);
    if (*unsure) warn_of_doubt(check, given, before, after);
    return before ? before : after;
}

/* What the key means, for editors: the line of the table. */
static void note_option(const struct option_check *check, const struct given *given)
{
    struct program *program = check->machine->program;
    const struct option_section *section = given->known ? given->known : given->later;
    Span at = key_span(&program->origins, given->section, given->index);
    if (!program->meanings || !at.file) return;
    Span declared = option_place(&check->session->sources, given->known ? check->table->text : check->later->text, NAME_STR(section->name),
                                 section->pattern, NAME_STR(given->name));
    note_meaning(program, (struct meaning){.at = at, .declared = declared});
}

static struct value checked(const struct option_check *check, const struct given *given)
{
    if (!given->known && !given->later) return untyped(check, given);
    bool unsure;
    const struct config_option *option = find_option(check, given, &unsure);
    if (!option) {
        report_option(check, given);
        return value_poison();
    }
    note_option(check, given);
    if (unsure && !option->secret) return untyped(check, given);
    if (option->type == CONFIG_RENAMED || option->deprecated) warn_of_old(check, given, option);
    option = current(check->table, option);
    if (!written_secret(option, given->value)) return typed(check, given, option);
    diag_written_secret(&check->session->diags, given_at(check, given->value), "declare it: secret NAME { … }, and use NAME.value");
    return value_poison();
}

/* ---- sections ---- */

static bool is_section(const struct option_check *check, struct value value)
{
    if (value.kind == V_RECORD) return true;
    if (value.kind == V_NULL || value.kind == V_POISON) return false;
    struct diag *diag = eval_error(check->machine, E1202, given_at(check, value), "options stand in sections");
    diag_help(&check->session->diags, diag, "write { SECTION = { OPTION = value } }");
    return false;
}

static const struct option_section *find_section(const struct option_check *check, const struct option_table *table, const struct name *name)
{
    if (!table) return NULL;
    const struct option_section *section = map_get(&table->by_name, name);
    const struct value *pattern = section ? NULL : record_get(check->machine->arena, check->chosen.record, name);
    return pattern ? map_get(&table->patterns, name_of(check->session->names, value_str(*pattern))) : section;
}

/* What a file says of an option, for those who ask; a list has commas between its items. */
static struct value as_text(const struct option_check *check, struct value value)
{
    if (value.kind == V_POISON || value.kind == V_STRING) return value;
    if (value.kind == V_LIST) return joined(check, value);
    struct text_builder builder = {.arena = check->machine->arena};
    add_scalar(&builder, value);
    return text_done(&builder);
}

/* A section or a file, whole and in two parts; and what is no secret of it, as texts. */
struct parts { struct fields all, file, environment, said; };

static struct parts parts_new(struct session *session)
{
    return (struct parts){.all = {.session = session}, .file = {.session = session}, .environment = {.session = session},
                          .said = {.session = session}};
}

static bool may_hold_dollar(const struct secret_text *text)
{
    for (size_t i = 0; i < text->n; i++) {
        const struct secret_part *part = &text->parts[i];
        if (part->key_ref ? !part->key_ref->safe : part->text.n && memchr(part->text.s, '$', part->text.n)) return true;
    }
    return false;
}

/* Whether a variable can carry VALUE, a secret. oslo.config (9.7.1 and 10.7.0, sources/_environment.py and cfg.py) takes "$name" for a
 * reference there, too; it looks for no old names there, and takes each letter for an item of an option that may be repeated. */
static bool travels(const struct option_check *check, const struct given *given, struct value value)
{
    const struct config_option *option = option_in(given->known, given->name), *after = option_in(given->later, given->name);
    if (check->later && !(option && after && same_option(option, after))) return false;
    return option && option->type != CONFIG_RENAMED && option->type != CONFIG_MULTI && !may_hold_dollar(value.secret);
}

static struct parts split_section(struct option_check *check, struct given *given)
{
    const struct record *section = given->section;
    struct parts parts = parts_new(check->session);
    for (size_t i = 0; i < section->n; i++) {
        if (section->values[i].kind == V_POISON) put_named(&parts.said, section->keys[i], value_poison());
        if (section->values[i].kind == V_NULL || section->values[i].kind == V_POISON) continue;
        given->index = i;
        given->name = section->keys[i];
        given->value = section->values[i];
        struct value value = value_with_origin(checked(check, given), section->values[i].origin);
        put_named(&parts.all, given->name, value);
        put_named(value.kind == V_SECRET && travels(check, given, value) ? &parts.environment : &parts.file, given->name, value);
        struct value text = value.kind == V_SECRET ? value : as_text(check, value);
        if (text.kind != V_SECRET) put_named(&parts.said, given->name, value_with_origin(text, value.origin));
    }
    return parts;
}

static void add_section(struct fields *file, const struct name *name, struct fields *section, uint32_t origin)
{
    if (section->keys.n) put_named(file, name, value_with_origin(done(section), origin));
}

static struct value sorted(struct option_check *check, const struct record *content)
{
    struct parts whole = parts_new(check->session);
    for (size_t i = 0; i < content->n; i++) {
        if (content->values[i].kind == V_POISON) put_named(&whole.said, content->keys[i], value_poison());
        if (!is_section(check, content->values[i])) continue;
        struct given given = {.section = content->values[i].record, .section_name = content->keys[i]};
        given.known = find_section(check, check->table, content->keys[i]);
        given.later = find_section(check, check->later, content->keys[i]);
        if (check->table && !given.known && !given.later) {
            report_section(check, content, i);
            continue;
        }
        struct parts parts = split_section(check, &given);
        add_section(&whole.all, content->keys[i], &parts.all, content->values[i].origin);
        add_section(&whole.file, content->keys[i], &parts.file, content->values[i].origin);
        add_section(&whole.environment, content->keys[i], &parts.environment, content->values[i].origin);
        add_section(&whole.said, content->keys[i], &parts.said, content->values[i].origin);
    }
    struct fields result = {.session = check->session};
    put(&result, "all", done(&whole.all));
    put(&result, "file", done(&whole.file));
    put(&result, "environment", done(&whole.environment));
    put(&result, "said", done(&whole.said));
    return done(&result);
}

static const struct option_table *table_of(struct machine *machine, const struct ir *call, struct value table)
{
    if (table.kind != V_STRING) return NULL;
    const struct option_table *known = map_get(&machine->tables, table.string);
    size_t bad_line;
    if (!known) {
        known = option_table_read(machine->arena, machine->session->names, value_str(table), &bad_line);
        if (known) map_put(machine->arena, &machine->tables, table.string, (void *)known);
        else eval_error(machine, E1203, call->at, "line %zu of this table of options is neither a section nor an option", bad_line);
    }
    return known;
}

struct value split_options(struct machine *machine, const struct ir *call, struct value content, struct value table, struct value chosen,
                           struct value later)
{
    struct option_check check = {machine, machine->session, call, table_of(machine, call, table), table_of(machine, call, later), chosen};
    return is_section(&check, content) ? sorted(&check, content.record) : value_poison();
}

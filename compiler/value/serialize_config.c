/* Values as config files, whose texts may have secret parts: ini, JSON, TOML, YAML. */
#include "serialize_internal.h"

/* ---- ini ---- */

static bool blank_or_quote(char c) { return c && strchr(" \t\"'", c); }

/* Whether a part of a secret text may have a blank or a quotation mark at its first, or last, place. */
static bool open_end(const struct secret_part *part, bool last)
{
    if (part->key_ref) return !part->key_ref->safe && !part->escape;
    return part->text.n && blank_or_quote(part->text.s[last ? part->text.n - 1 : 0]);
}

/* oslo.config takes blanks around a value away, and then a pair of quotation marks (iniparser.py of 9.7.1 and 10.7.0): such a value gets
 * another pair. */
static bool loses_ends(struct value value)
{
    if (value.kind == V_SECRET) return open_end(&value.secret->parts[0], false) || open_end(&value.secret->parts[value.secret->n - 1], true);
    Str text = value.kind == V_STRING ? value_str(value) : (Str){0};
    return text.n && (blank_or_quote(text.s[0]) || blank_or_quote(text.s[text.n - 1]));
}

static void ini_line(struct text_builder *out, Str text)
{
    for (size_t i = 0; i < text.n; i++) buf_char(&out->plain, text.s[i] == '\n' ? ' ' : text.s[i]);
}

static void ini_scalar(struct text_builder *out, struct value value, bool escape_dollars)
{
    enum escape escape = escape_dollars ? ESCAPE_DOLLARS : ESCAPE_NONE;
    Str quote = escape_dollars && loses_ends(value) ? STR("\"") : STR("");
    text_add(out, quote);
    if (value.kind == V_STRING) ini_line(out, escaped(out->arena, value_str(value), escape));
    else text_add_value(out, value, escape);
    text_add(out, quote);
}

static void ini_option(struct text_builder *out, Str key, struct value value, bool escape_dollars)
{
    if (absent(value)) return;
    size_t n = value.kind == V_LIST ? value.list->n : 1;
    for (size_t i = 0; i < n; i++) {
        text_add(out, key);
        text_add(out, STR(" = "));
        struct value item = value.kind == V_LIST ? value.list->at[i] : value;
        text_mark(out, item.origin ? item.origin : value.origin);
        ini_scalar(out, item, escape_dollars);
        text_add(out, STR("\n"));
    }
}

static bool is_collection(struct value value) { return value.kind == V_RECORD || value.kind == V_LIST; }

/* An option is one text, or several of the same name. */
static bool fits_option(struct value value, struct value *unfit)
{
    for (size_t i = 0; value.kind == V_LIST && i < value.list->n; i++) {
        *unfit = value.list->at[i];
        if (is_collection(*unfit)) return false;
    }
    *unfit = value;
    return value.kind != V_RECORD;
}

bool fits_ini(struct value value, struct value *unfit)
{
    *unfit = value;
    if (value.kind != V_RECORD) return false;
    for (size_t i = 0; i < value.record->n; i++) {
        struct value section = value.record->values[i];
        if (section.kind != V_RECORD && !fits_option(section, unfit)) return false;
        for (size_t k = 0; section.kind == V_RECORD && k < section.record->n; k++)
            if (!fits_option(section.record->values[k], unfit)) return false;
    }
    return true;
}

void write_ini(struct text_builder *out, struct value value, bool escape_dollars)
{
    const struct record *sections = value.record;
    for (size_t i = 0; i < sections->n; i++)
        if (sections->values[i].kind != V_RECORD) ini_option(out, NAME_STR(sections->keys[i]), sections->values[i], escape_dollars);
    bool first = true;
    for (size_t i = 0; i < sections->n; i++) {
        if (sections->values[i].kind != V_RECORD) continue;
        text_add(out, first ? STR("[") : STR("\n["));
        first = false;
        text_mark(out, sections->values[i].origin);
        text_add(out, NAME_STR(sections->keys[i]));
        text_add(out, STR("]\n"));
        const struct record *options = sections->values[i].record;
        for (size_t k = 0; k < options->n; k++) ini_option(out, NAME_STR(options->keys[k]), options->values[k], escape_dollars);
    }
}

/* ---- JSON for config files ---- */

static void json_string(struct text_builder *out, struct value value)
{
    text_add(out, STR("\""));
    text_add_value(out, value, ESCAPE_JSON);
    text_add(out, STR("\""));
}

static void json_key(struct text_builder *out, const struct name *key)
{
    text_add(out, STR("\""));
    text_add(out, escaped(out->arena, NAME_STR(key), ESCAPE_JSON));
    text_add(out, STR("\": "));
}

static void newline(struct text_builder *out, size_t depth)
{
    buf_char(&out->plain, '\n');
    buf_fill(&out->plain, ' ', depth * 2);
}

static void json_value(struct text_builder *out, struct value value, size_t depth)
{
    text_mark(out, value.origin);
    if (bare_number(value)) text_add_value(out, value, ESCAPE_NONE);
    else if (scalar(value)) json_string(out, value);
    else if (empty(value)) text_add(out, value.kind == V_LIST ? STR("[]") : STR("{}"));
    else if (value.kind == V_LIST) {
        for (size_t i = 0; i < value.list->n; i++) {
            text_add(out, i ? STR(",") : STR("["));
            newline(out, depth + 1);
            json_value(out, value.list->at[i], depth + 1);
        }
        newline(out, depth);
        text_add(out, STR("]"));
    } else if (value.kind == V_RECORD) {
        bool first = true;
        for (size_t i = 0; i < value.record->n; i++) {
            if (absent(value.record->values[i])) continue;
            text_add(out, first ? STR("{") : STR(","));
            first = false;
            newline(out, depth + 1);
            json_key(out, value.record->keys[i]);
            json_value(out, value.record->values[i], depth + 1);
        }
        newline(out, depth);
        text_add(out, STR("}"));
    }
}

void write_json_text(struct text_builder *out, struct value value)
{
    json_value(out, value, 0);
    text_add(out, STR("\n"));
}

/* ---- TOML: tables of scalars and lists, nested by dotted headers ---- */

static void toml_value(struct text_builder *out, struct value value)
{
    if (bare_number(value)) text_add_value(out, value, ESCAPE_NONE);
    else if (scalar(value)) json_string(out, value);
    else if (value.kind == V_LIST) {
        text_add(out, STR("["));
        for (size_t i = 0; i < value.list->n; i++) {
            if (i) text_add(out, STR(", "));
            toml_value(out, value.list->at[i]);
        }
        text_add(out, STR("]"));
    }
}

static void toml_table(struct text_builder *out, const struct record *table, Str header)
{
    for (size_t i = 0; i < table->n; i++) {
        if (absent(table->values[i]) || table->values[i].kind == V_RECORD) continue;
        text_add(out, NAME_STR(table->keys[i]));
        text_add(out, STR(" = "));
        text_mark(out, table->values[i].origin);
        toml_value(out, table->values[i]);
        text_add(out, STR("\n"));
    }
    for (size_t i = 0; i < table->n; i++) {
        if (table->values[i].kind != V_RECORD) continue;
        Str inner = arena_printf(out->arena, "%.*s%s%s", STR_ARG(header), header.n ? "." : "", table->keys[i]->s);
        text_add(out, arena_printf(out->arena, "\n[%.*s]", STR_ARG(inner)));
        text_mark(out, table->values[i].origin);
        text_add(out, STR("\n"));
        toml_table(out, table->values[i].record, inner);
    }
}

void write_toml(struct text_builder *out, struct value value)
{
    toml_table(out, value.record, STR(""));
}

/* ---- YAML for config files ---- */

/* Written as JSON, which is YAML, where it has secret parts: quoting must not depend on them. */
void write_yaml_text(struct text_builder *out, struct value value)
{
    if (value_holds_secret(value)) write_json_text(out, value);
    else write_yaml(&out->plain, value, &(struct origin_list){.arena = out->arena, .text = out});
}

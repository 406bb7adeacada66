/* Entries as Markdown: a heading each, and a table for what belongs to it. */
#include "doc/entry.h"

#include "doc/flow.h"

/* In a table's cell: on one line, with its bars escaped. */
static void put_cell(struct buf *out, Str text)
{
    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++) {
        if (text.s[i] == '|') buf_char(out, '\\');
        buf_char(out, text.s[i] == '\n' ? ' ' : text.s[i]);
    }
}

/* A text with backquotes in it stands between two. */
static void put_code(struct buf *out, Str text)
{
    bool doubled = text.n && memchr(text.s, '`', text.n);
    if (!text.n) return;
    buf_str(out, doubled ? STR("`` ") : STR("`"));
    put_cell(out, text);
    buf_str(out, doubled ? STR(" ``") : STR("`"));
}

static void put_member(struct buf *out, const struct doc_member *member)
{
    buf_str(out, STR("| "));
    put_code(out, member->name);
    buf_str(out, STR(" | "));
    put_code(out, member->type);
    buf_str(out, STR(" | "));
    if (member->required) buf_str(out, STR("required"));
    else put_code(out, member->standard);
    buf_str(out, STR(" | "));
    put_cell(out, member->doc);
    if (member->inherited) buf_str(out, member->doc.n ? STR(" Inherited.") : STR("Inherited."));
    if (member->note.n) buf_printf(out, "%s(%.*s)", member->doc.n ? " " : "", STR_ARG(member->note));
    buf_str(out, STR(" |\n"));
}

static void put_section(struct buf *out, const struct doc_section *section)
{
    buf_printf(out, "\n| %s | type | default | |\n|---|---|---|---|\n", section->title);
    for (size_t i = 0; i < section->members.n; i++) put_member(out, &section->members.at[i]);
}

void put_entry_markdown(struct buf *out, const struct doc_entry *entry, int level)
{
    buf_fill(out, '#', (size_t)level);
    buf_printf(out, " %s `%.*s`\n", entry->kind, STR_ARG(entry->name));
    if (entry->signature.n || entry->use.n) {
        Str lines[] = {entry->use, entry->signature};
        buf_str(out, STR("\n"));
        for (size_t i = 0; i < COUNT(lines); i++)
            if (lines[i].n) buf_printf(out, "    %.*s\n", STR_ARG(lines[i]));
    }
    if (entry->note.n) buf_printf(out, "\n%.*s\n", STR_ARG(entry->note));
    if (entry->doc.n) buf_char(out, '\n');
    put_flow(out, STR(""), entry->doc);
    for (size_t i = 0; i < entry->sections.n; i++)
        if (entry->sections.at[i].members.n) put_section(out, &entry->sections.at[i]);
    for (size_t i = 0; i < entry->parts.n; i++) {
        buf_char(out, '\n');
        put_entry_markdown(out, entry->parts.at[i], level < 6 ? level + 1 : level);
    }
}

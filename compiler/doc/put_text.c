/* Entries for people at a terminal. */
#include "doc/entry.h"

#include "doc/flow.h"

enum { READERS_SHOWN = 8 };

static void put_readers(struct buf *out, const struct doc_member *member)
{
    struct buf line = {0};
    size_t shown = member->readers.n < READERS_SHOWN ? member->readers.n : READERS_SHOWN;
    buf_str(&line, STR("Read by "));
    for (size_t i = 0; i < shown; i++) buf_printf(&line, "%s%.*s", i ? ", " : "", STR_ARG(member->readers.at[i]));
    if (shown < member->readers.n) buf_printf(&line, " and %zu more", member->readers.n - shown);
    buf_char(&line, '.');
    if (shown) put_flow(out, STR("      "), (Str){line.s, line.n});
    buf_free(&line);
}

static void put_member(struct buf *out, const struct doc_member *member)
{
    buf_printf(out, "  %.*s : %.*s", STR_ARG(member->name), STR_ARG(member->type));
    if (member->standard.n) buf_printf(out, " = %.*s", STR_ARG(member->standard));
    if (member->required) buf_str(out, STR("   (required)"));
    if (member->inherited) buf_str(out, STR("   (inherited)"));
    if (member->note.n) buf_printf(out, "   (%.*s)", STR_ARG(member->note));
    buf_char(out, '\n');
    put_flow(out, STR("      "), member->doc);
    put_readers(out, member);
}

static void put_part(struct buf *out, const struct doc_entry *part)
{
    if (part->signature.n && strcmp(part->kind, "function") == 0) buf_printf(out, "  %.*s\n", STR_ARG(part->signature));
    else buf_printf(out, "  %s %.*s\n", part->kind, STR_ARG(part->name));
    put_flow(out, STR("      "), first_sentence(part->doc));
}

void put_entry_text(struct buf *out, const struct doc_entry *entry)
{
    buf_printf(out, "%s %.*s", entry->kind, STR_ARG(entry->name));
    if (entry->module.n && !str_eq(entry->module, entry->name)) buf_printf(out, "   (%.*s)", STR_ARG(entry->module));
    buf_char(out, '\n');
    if (entry->signature.n) buf_printf(out, "\n    %.*s\n", STR_ARG(entry->signature));
    if (entry->use.n) buf_printf(out, "\n    %.*s\n", STR_ARG(entry->use));
    if (entry->note.n) buf_printf(out, "\n%.*s\n", STR_ARG(entry->note));
    if (entry->doc.n) buf_char(out, '\n');
    put_flow(out, STR(""), entry->doc);
    for (size_t i = 0; i < entry->sections.n; i++) {
        if (!entry->sections.at[i].members.n) continue;
        buf_printf(out, "\n%s\n", entry->sections.at[i].title);
        for (size_t k = 0; k < entry->sections.at[i].members.n; k++) put_member(out, &entry->sections.at[i].members.at[k]);
    }
    if (entry->parts.n) buf_char(out, '\n');
    for (size_t i = 0; i < entry->parts.n; i++) put_part(out, entry->parts.at[i]);
}

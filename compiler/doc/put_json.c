/* Entries for programs; stk(1) says what the fields mean. */
#include "doc/entry.h"

#include "value/record_builder.h"
#include "value/serialize.h"

static struct value member_value(struct session *session, const struct doc_member *member)
{
    struct fields fields = {.session = session};
    put_text(&fields, "name", member->name);
    put_text(&fields, "type", member->type);
    put_filled(&fields, "default", member->standard);
    if (member->required) put(&fields, "required", value_bool(true));
    if (member->inherited) put(&fields, "inherited", value_bool(true));
    put_filled(&fields, "doc", member->doc);
    put_filled(&fields, "note", member->note);
    struct items readers = {0};
    for (size_t i = 0; i < member->readers.n; i++) vec_push(session->arena, &readers.v, value_string(session->arena, member->readers.at[i]));
    if (readers.v.n) put(&fields, "readers", list_of(session, &readers));
    return done(&fields);
}

static struct value entry_value(struct session *session, const struct doc_entry *entry)
{
    struct fields fields = {.session = session};
    put_text(&fields, "kind", str_of(entry->kind));
    put_text(&fields, "name", entry->name);
    put_filled(&fields, "module", entry->module);
    put_filled(&fields, "use", entry->use);
    put_filled(&fields, "signature", entry->signature);
    put_filled(&fields, "doc", entry->doc);
    put_filled(&fields, "note", entry->note);
    for (size_t i = 0; i < entry->sections.n; i++) {
        const struct doc_section *section = &entry->sections.at[i];
        struct items members = {0};
        for (size_t k = 0; k < section->members.n; k++) vec_push(session->arena, &members.v, member_value(session, &section->members.at[k]));
        put(&fields, arena_lower(session->arena, str_of(section->title)).s, list_of(session, &members));
    }
    struct items parts = {0};
    for (size_t i = 0; i < entry->parts.n; i++) vec_push(session->arena, &parts.v, entry_value(session, entry->parts.at[i]));
    if (parts.v.n) put(&fields, "contents", list_of(session, &parts));
    return done(&fields);
}

void put_entries_json(struct buf *out, struct session *session, struct doc_entry *const *entries, size_t n)
{
    struct items items = {0};
    for (size_t i = 0; i < n; i++) vec_push(session->arena, &items.v, entry_value(session, entries[i]));
    write_json(out, list_of(session, &items), 0);
    buf_char(out, '\n');
}

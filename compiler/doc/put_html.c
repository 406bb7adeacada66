/* Entries as one page: everything is in it, and it needs nothing else. */
#include "doc/entry.h"

#include "base/markup.h"
#include "doc/page.h"

#include <ctype.h>

struct page {
    struct buf *out;
    struct session *session;
    struct map targets;      /* by a name that types are called by, the id of its entry, a struct name; several of one name: the first */
};

/* ---- addresses ---- */

/* "std/link/db.database": what it is called in its module, and there. */
static Str id_of(struct page *page, const struct doc_entry *entry)
{
    bool whole = str_eq(entry->module, entry->name);
    return whole ? entry->name : arena_printf(page->session->arena, "%.*s.%.*s", STR_ARG(entry->module), STR_ARG(entry->name));
}

static void note_target(struct page *page, const struct doc_entry *entry)
{
    const struct name *name = name_of(page->session->names, entry->name);
    bool type = strcmp(entry->kind, "type") == 0 || strcmp(entry->kind, "component") == 0;
    if (type && !map_get(&page->targets, name))
        map_put(page->session->arena, &page->targets, name, (void *)name_of(page->session->names, id_of(page, entry)));
    for (size_t i = 0; i < entry->parts.n; i++) note_target(page, entry->parts.at[i]);
}

/* A type, with a link where it names something of this page. */
static void put_type(struct page *page, Str type)
{
    buf_str(page->out, STR("<code>"));
    while (type.n) {
        size_t n = 0;
        while (n < type.n && (isalnum((unsigned char)type.s[n]) || type.s[n] == '_')) n++;
        const struct name *name = n ? name_find(page->session->names, (Str){type.s, n}) : NULL, *target = name ? map_get(&page->targets, name) : NULL;
        if (target) {
            buf_str(page->out, STR("<a"));
            put_attribute(page->out, "href", arena_printf(page->session->arena, "#%s", target->s));
            buf_char(page->out, '>');
        }
        put_xml(page->out, (Str){type.s, n ? n : 1});
        if (target) buf_str(page->out, STR("</a>"));
        type = str_skip(type, n ? n : 1);
    }
    buf_str(page->out, STR("</code>"));
}

/* ---- texts ---- */

/* Paragraphs; what stands between backquotes is code. */
static void put_doc(struct page *page, Str text)
{
    bool code = false, open = false;
    for (Str rest = str_trim(text); rest.n;) {
        Str line = str_cut(&rest, '\n');
        if (!str_trim(line).n) {
            if (open) buf_str(page->out, STR("</p>\n"));
            open = false;
            continue;
        }
        buf_str(page->out, open ? STR("\n") : STR("<p>"));
        for (open = true; line.n; code = line.n ? !code : code) {
            size_t before = line.n;
            Str part = str_cut(&line, '`');
            put_xml(page->out, part);
            if (part.n < before) buf_str(page->out, code ? STR("</code>") : STR("<code>"));
            if (part.n < before && !line.n) code = !code;
        }
    }
    if (code) buf_str(page->out, STR("</code>"));
    if (open) buf_str(page->out, STR("</p>\n"));
}

static void put_readers(struct page *page, const struct doc_member *member)
{
    if (!member->readers.n) return;
    buf_str(page->out, STR("<div class=\"readers\">read by "));
    for (size_t i = 0; i < member->readers.n; i++) {
        if (i) buf_str(page->out, STR(", "));
        put_xml(page->out, member->readers.at[i]);
    }
    buf_str(page->out, STR("</div>"));
}

/* A parameter and an export may be called the same. */
static Str id_of_member(struct page *page, const struct doc_entry *entry, const struct doc_section *section, const struct doc_member *member)
{
    bool first = section == &entry->sections.at[0];
    return arena_printf(page->session->arena, "%.*s.%s%s%.*s", STR_ARG(id_of(page, entry)), first ? "" : section->title, first ? "" : ".",
                        STR_ARG(member->name));
}

static void put_member(struct page *page, Str id, const struct doc_member *member)
{
    struct buf *out = page->out;
    buf_str(out, STR("<tr"));
    put_attribute(out, "id", id);
    buf_str(out, STR("><td>"));
    put_element(out, "code", member->name);
    buf_str(out, STR("</td><td>"));
    put_type(page, member->type);
    buf_str(out, STR("</td><td>"));
    if (member->required) buf_str(out, STR("required"));
    else if (member->standard.n) put_element(out, "code", member->standard);
    buf_str(out, STR("</td><td>"));
    put_doc(page, member->doc);
    if (member->inherited) buf_str(out, STR("<div class=\"note\">inherited from around it</div>"));
    if (member->note.n) put_element(out, "div", member->note);
    put_readers(page, member);
    buf_str(out, STR("</td></tr>\n"));
}

static void put_section(struct page *page, const struct doc_entry *entry, const struct doc_section *section)
{
    if (!section->members.n) return;
    buf_printf(page->out, "<table><thead><tr><th>%s</th><th>type</th><th>default</th><th></th></tr></thead><tbody>\n", section->title);
    for (size_t i = 0; i < section->members.n; i++) put_member(page, id_of_member(page, entry, section, &section->members.at[i]), &section->members.at[i]);
    buf_str(page->out, STR("</tbody></table>\n"));
}

/* ---- entries ---- */

static void put_head(struct page *page, const struct doc_entry *entry, const char *tag)
{
    buf_printf(page->out, "<%s>", tag);
    put_xml(page->out, entry->name);
    buf_printf(page->out, " <small>%s</small></%s>\n", entry->kind, tag);
    Str lines[] = {entry->use, entry->signature};
    bool code = entry->use.n || entry->signature.n;
    if (code) buf_str(page->out, STR("<pre>"));
    for (size_t i = 0; i < COUNT(lines); i++) {
        put_xml(page->out, lines[i]);
        if (lines[i].n) buf_char(page->out, '\n');
    }
    if (code) buf_str(page->out, STR("</pre>\n"));
    if (entry->note.n) put_element(page->out, "p", entry->note);
    put_doc(page, entry->doc);
    for (size_t i = 0; i < entry->sections.n; i++) put_section(page, entry, &entry->sections.at[i]);
}

static void put_entry(struct page *page, const struct doc_entry *entry)
{
    buf_str(page->out, STR("<article"));
    put_attribute(page->out, "id", id_of(page, entry));
    put_attribute(page->out, "data-entry", arena_printf(page->session->arena, "%s %.*s", entry->kind, STR_ARG(entry->name)));
    buf_str(page->out, STR(">\n"));
    put_head(page, entry, "h2");
    buf_str(page->out, STR("</article>\n"));
}

/* A module with all that it declares, or one thing by itself. */
static void put_part(struct page *page, const struct doc_entry *entry)
{
    if (!entry->parts.n) {
        buf_str(page->out, STR("<section>\n"));
        put_entry(page, entry);
        buf_str(page->out, STR("</section>\n"));
        return;
    }
    buf_str(page->out, STR("<section"));
    put_attribute(page->out, "id", id_of(page, entry));
    buf_str(page->out, STR(">\n"));
    put_head(page, entry, "h1");
    for (size_t i = 0; i < entry->parts.n; i++) put_entry(page, entry->parts.at[i]);
    buf_str(page->out, STR("</section>\n"));
}

static void put_link(struct page *page, const struct doc_entry *entry)
{
    buf_str(page->out, STR("<li><a"));
    put_attribute(page->out, "href", arena_printf(page->session->arena, "#%.*s", STR_ARG(id_of(page, entry))));
    buf_char(page->out, '>');
    put_xml(page->out, entry->name);
    buf_str(page->out, STR("</a></li>\n"));
}

static void put_contents(struct page *page, const struct doc_entry *entry, bool open)
{
    buf_printf(page->out, "<details%s><summary>", open ? " open" : "");
    put_xml(page->out, entry->name);
    buf_str(page->out, STR("</summary><ul>\n"));
    for (size_t i = 0; i < entry->parts.n; i++) put_link(page, entry->parts.at[i]);
    if (!entry->parts.n) put_link(page, entry);
    buf_str(page->out, STR("</ul></details>\n"));
}

/* The modules of the library, or the entry itself. */
struct parts { struct doc_entry *const *at; size_t n; };
static struct parts parts_of(struct doc_entry *const *entries, size_t n)
{
    bool library = n == 1 && strcmp(entries[0]->kind, "library") == 0;
    return library ? (struct parts){entries[0]->parts.at, entries[0]->parts.n} : (struct parts){entries, n};
}

void put_entries_html(struct buf *out, struct session *session, struct doc_entry *const *entries, size_t n)
{
    struct page page = {.out = out, .session = session};
    struct parts parts = parts_of(entries, n);
    for (size_t i = 0; i < parts.n; i++) note_target(&page, parts.at[i]);
    buf_str(out, STR("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"));
    put_element(out, "title", n ? entries[0]->name : STR("stk"));
    buf_printf(out, "\n<style>\n%s</style>\n</head>\n<body>\n<nav>\n", doc_page_css);
    buf_str(out, STR("<input type=\"search\" placeholder=\"Search ( / )\" aria-label=\"Search\">\n<div id=\"count\" aria-live=\"polite\"></div>\n"));
    for (size_t i = 0; i < parts.n; i++) put_contents(&page, parts.at[i], parts.n == 1);
    buf_str(out, STR("</nav>\n<main>\n"));
    for (size_t i = 0; i < parts.n; i++) put_part(&page, parts.at[i]);
    buf_printf(out, "</main>\n<script>\n%s</script>\n</body>\n</html>\n", doc_page_js);
}

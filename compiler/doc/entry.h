/* What "stk doc" says of one thing: made from the checked program or the tables of Kubernetes, written as text, Markdown or JSON. */
#ifndef STK_ENTRY_H
#define STK_ENTRY_H

#include "program/program.h"

/* A parameter, an export, a field: what has a type and belongs to the thing. */
struct doc_member {
    Str name, type;
    Str standard;          /* its default, as the source has it; empty: none */
    Str doc;
    Str note;              /* "from Kubernetes 1.27 on"; empty: none */
    bool required;
    bool inherited;        /* comes from the nearest enclosing instance that sets it */
    VEC(Str) readers;      /* of a parameter, what the body does with it: "deployment", "server.replicas" */
};

struct doc_section {
    const char *title;     /* "Parameters"; in JSON in small letters */
    VEC(struct doc_member) members;
};

struct doc_entry {
    const char *kind;      /* "component", "stack", "function", "type", "module", "library", "kind", "field" */
    Str name;
    Str module;            /* "std/kind/service"; of Kubernetes, the API version */
    Str use;               /* how a module comes to know it; empty: nothing is needed */
    Str signature;         /* of a function or a type that is no record: as it was declared; of a field, its type */
    Str doc;
    Str note;              /* "Kubernetes 1.23 to 1.36"; empty: none */
    VEC(struct doc_section) sections;
    VEC(struct doc_entry *) parts;  /* of a module or the library */
};

struct doc_section *doc_section(struct session *, struct doc_entry *, const char *title);

/* SYMBOL as its module declares it. It and its module are checked. */
struct doc_entry *doc_of_symbol(struct program *, const struct symbol *);
/* MODULE with all that it declares. */
struct doc_entry *doc_of_module(struct program *, const struct module *);
/* The parameter or export NAME of a component, the field of a record; NULL: there is none. */
struct doc_entry *doc_of_member(struct session *, const struct doc_entry *, Str name);

/* What lies at PATH, "spec.strategy", in a kind of Kubernetes, or one of its types (RESOURCE NULL), with the fields that the target version has.
 * NULL: it leads nowhere, and *WRONG is the part that does not exist, with the nearest that does. */
struct doc_entry *doc_of_kube(struct session *, const struct kube_resource *, const struct kube_type *, Str path, struct suggestion *wrong);

/* Writers. */
void put_entry_text(struct buf *, const struct doc_entry *);
void put_entry_markdown(struct buf *, const struct doc_entry *, int level); /* of its heading */
/* One page that needs nothing else: contents, search, links from types to what they are. */
void put_entries_html(struct buf *, struct session *, struct doc_entry *const *entries, size_t n);
void put_entries_json(struct buf *, struct session *, struct doc_entry *const *entries, size_t n);

#endif

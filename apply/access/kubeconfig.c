#include "kubeconfig.h"

#include "access/secret_file.h"
#include "common/exit_code.h"
#include "value/read_yaml.h"

#include <errno.h>
#include <sys/stat.h>

struct kubeconfig *kubeconfig_new(struct arena *arena, struct buf *warn, struct problem *problem)
{
    struct session *session = session_new(STR(""));
    struct kubeconfig *config = NEW(session->arena, struct kubeconfig);
    *config = (struct kubeconfig){.session = session, .current_context = value_null(), .arena = arena, .warn = warn, .problem = problem};
    return config;
}

/* The session owns nothing but its arena: no pattern was asked for. */
void kubeconfig_free(struct kubeconfig *config) { arena_erase(config->session->arena); }

/* ---- messages ---- */

static Str place_of(const struct kubeconfig *config, Span at)
{
    if (!at.file) return STR("");
    struct sources *sources = &config->session->sources;
    struct source_position place = source_position(sources, at.file, at.lo);
    return arena_printf(config->problem->arena, "%.*s:%u:%u: ", STR_ARG(source_at(sources, at.file)->path), place.line, place.column);
}

bool kubeconfig_refuse(struct kubeconfig *config, struct value at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str place = place_of(config, origin_span(&config->origins, at.origin));
    Str text = arena_vprintf(config->problem->arena, fmt, args);
    va_end(args);
    return problem_set(config->problem, EXIT_ERROR, "%.*s%.*s", STR_ARG(place), STR_ARG(text));
}

void kubeconfig_warn(struct kubeconfig *config, Span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str place = place_of(config, at), text = arena_vprintf(config->problem->arena, fmt, args);
    va_end(args);
    buf_printf(config->warn, "%.*s%.*s\n", STR_ARG(place), STR_ARG(text));
}

void warn_if_others_read(struct buf *warn, const char *path)
{
    struct stat state;
    if (stat(path, &state) != 0 || !S_ISREG(state.st_mode) || !(state.st_mode & (S_IRGRP | S_IROTH))) return;
    buf_printf(warn, "%s can be read by other users of this machine: chmod 600 it\n", path);
}

/* The first error of the YAML; the text of others than syntax errors may quote the file. */
static bool refuse_yaml(struct kubeconfig *config)
{
    const struct diags *diags = &config->session->diags;
    size_t first = 0;
    while (diag_code_severity(diags->all.at[first]->code) != ERROR) first++;
    const struct diag *diag = diags->all.at[first];
    Str text = diag->code == E1001 ? diag->text : str_of(diag_code_title(diag->code));
    return problem_set(config->problem, EXIT_ERROR, "%.*s%.*s", STR_ARG(place_of(config, diag->at)), STR_ARG(text));
}

/* ---- reading ---- */

struct value kubeconfig_get(const struct kubeconfig *config, struct value of, const char *key)
{
    struct session *session = config->session;
    return value_get(session->arena, of, session_name(session, key));
}

static const struct section_form { const char *list, *entry; } forms[KUBECONFIG_KINDS] = {
    [KUBECONFIG_CLUSTER] = {"clusters", "cluster"},
    [KUBECONFIG_USER] = {"users", "user"},
    [KUBECONFIG_CONTEXT] = {"contexts", "context"},
};

/* FIRST: number of entries that earlier files have: a name that is among those is passed over, one of this file is refused. */
static bool add_entry(struct kubeconfig *config, enum kubeconfig_kind kind, struct value item, size_t first)
{
    struct arena *arena = config->session->arena;
    struct kubeconfig_section *section = &config->sections[kind];
    struct value name = kubeconfig_get(config, item, "name"), content = kubeconfig_get(config, item, forms[kind].entry);
    if (item.kind != V_RECORD) return kubeconfig_refuse(config, item, "an entry of '%s' is a map", forms[kind].list);
    if (name.kind != V_STRING) return kubeconfig_refuse(config, name.origin ? name : item, "the name of a %s is a text", forms[kind].entry);
    if (content.kind != V_RECORD && content.kind != V_NULL) return kubeconfig_refuse(config, content, "'%s' is a map", forms[kind].entry);
    struct kubeconfig_entry entry = {name_of(config->session->names, value_str(name)), content};
    size_t number = (size_t)(uintptr_t)map_get(&section->by_name, entry.name);
    if (number > first) return kubeconfig_refuse(config, name, "the %s '%s' is given twice", forms[kind].entry, entry.name->s);
    if (number) return true;
    vec_push(arena, &section->entries, entry);
    map_put(arena, &section->by_name, entry.name, (void *)(uintptr_t)section->entries.n);
    return true;
}

static bool add_section(struct kubeconfig *config, enum kubeconfig_kind kind, struct value document)
{
    struct value list = kubeconfig_get(config, document, forms[kind].list);
    size_t first = config->sections[kind].entries.n;
    if (list.kind == V_NULL) return true;
    if (list.kind != V_LIST) return kubeconfig_refuse(config, list, "'%s' is a list", forms[kind].list);
    for (size_t i = 0; i < list.list->n; i++)
        if (!add_entry(config, kind, list.list->at[i], first)) return false;
    return true;
}

/* kubectl takes "" for absent, too. */
static bool is_absent_or(struct value value, const char *text)
{
    return value.kind == V_NULL || (value.kind == V_STRING && (!value_str(value).n || str_is(value_str(value), text)));
}

static bool add_document(struct kubeconfig *config, struct value document)
{
    struct value kind = kubeconfig_get(config, document, "kind"), version = kubeconfig_get(config, document, "apiVersion");
    struct value current = kubeconfig_get(config, document, "current-context");
    if (document.kind == V_NULL) return true;
    if (document.kind != V_RECORD) return kubeconfig_refuse(config, document, "a kubeconfig is a map");
    if (!is_absent_or(kind, "Config")) return kubeconfig_refuse(config, kind, "this is no kubeconfig: its kind is not Config");
    if (!is_absent_or(version, "v1")) return kubeconfig_refuse(config, version, "this is a kubeconfig of another version: its apiVersion is not v1");
    if (current.kind != V_NULL && current.kind != V_STRING) return kubeconfig_refuse(config, current, "'current-context' is a text");
    if (config->current_context.kind == V_NULL && current.kind == V_STRING && value_str(current).n) config->current_context = current;
    for (int i = 0; i < KUBECONFIG_KINDS; i++)
        if (!add_section(config, (enum kubeconfig_kind)i, document)) return false;
    return true;
}

/* 0: it cannot be read, and errno says why. */
static uint32_t add_source(struct kubeconfig *config, const char *path)
{
    struct session *session = config->session;
    struct buf text = {0};
    bool read = secret_file_read(path, &text);
    int error = errno;
    Str name = arena_copy(session->arena, str_of(path));
    uint32_t file = read ? source_add(&session->sources, name, arena_copy(session->arena, (Str){text.s, text.n})) : 0;
    buf_wipe(&text);
    errno = error;
    return file;
}

bool kubeconfig_add(struct kubeconfig *config, const char *path, bool *missing)
{
    struct session *session = config->session;
    uint32_t file = add_source(config, path);
    *missing = !file && (errno == ENOENT || errno == ENOTDIR);
    if (*missing) return true;
    if (!file) return problem_set(config->problem, EXIT_ERROR, "the kubeconfig %s cannot be read: %s", path, strerror(errno));
    warn_if_others_read(config->warn, path);
    struct value documents = read_yaml(session, &config->origins, file, 0, ORIGIN_WRITTEN, YAML_CONFIG);
    if (!session_ok(session)) return refuse_yaml(config);
    if (documents.list->n > 1 && documents.list->at[1].kind != V_NULL)
        kubeconfig_warn(config, origin_span(&config->origins, documents.list->at[1].origin),
                        "a kubeconfig is one document: this and what follows is passed over");
    return documents.list->n == 0 || add_document(config, documents.list->at[0]);
}

bool kubeconfig_empty(const struct kubeconfig *config)
{
    size_t n = 0;
    for (int i = 0; i < KUBECONFIG_KINDS; i++) n += config->sections[i].entries.n;
    return n == 0 && config->current_context.kind == V_NULL;
}

const struct kubeconfig_entry *kubeconfig_find(const struct kubeconfig *config, enum kubeconfig_kind kind, Str name)
{
    const struct kubeconfig_section *section = &config->sections[kind];
    const struct name *interned = name_find(config->session->names, name);
    size_t number = interned ? (size_t)(uintptr_t)map_get(&section->by_name, interned) : 0;
    return number ? &section->entries.at[number - 1] : NULL;
}

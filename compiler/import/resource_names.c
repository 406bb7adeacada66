/* Names of the resources in the stack: that of the object, and where several have it, the kind and the namespace behind it. */
#include "lift.h"
#include "resource_names.h"
#include "words.h"

#include <ctype.h>

static bool may_stand(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* A word of the language, or a name that it gives a meaning. */
static bool means_something(Str word) { return is_reserved(word) || str_is(word, "self") || str_is(word, "std"); }

const struct name *identifier(struct session *session, Str text)
{
    struct buf word = {0};
    if (!text.n || isdigit((unsigned char)text.s[0])) buf_char(&word, '_');
    for (size_t i = 0; i < text.n; i++) buf_char(&word, may_stand(text.s[i]) ? text.s[i] : '_');
    Str made = {word.s, word.n};
    if (means_something(made)) buf_char(&word, '_');
    const struct name *name = name_of(session->names, (Str){word.s, word.n});
    buf_free(&word);
    return name;
}

const struct name *stack_identifier(struct session *session, Str text)
{
    Str word = NAME_STR(identifier(session, text));
    while (word.n && *word.s == '_') word = str_skip(word, 1);
    while (word.n && word.s[word.n - 1] == '_') word.n--;
    if (!word.n) word = STR("imported");
    else if (isdigit((unsigned char)*word.s)) word = arena_printf(session->arena, "stack_%.*s", STR_ARG(word));
    else if (means_something(word) || is_used_component(word)) word = arena_printf(session->arena, "%.*s_stack", STR_ARG(word));
    return name_of(session->names, word);
}

/* "HorizontalPodAutoscaler" as horizontal_pod_autoscaler, "CSIDriver" as csi_driver. */
static void put_kind(struct buf *word, Str kind)
{
    for (size_t i = 0; i < kind.n; i++) {
        bool upper = isupper((unsigned char)kind.s[i]), after = i > 0 && islower((unsigned char)kind.s[i - 1]);
        bool before = i > 0 && i + 1 < kind.n && islower((unsigned char)kind.s[i + 1]);
        if (upper && (after || before)) buf_char(word, '_');
        buf_char(word, (char)tolower((unsigned char)kind.s[i]));
    }
}

static bool is_workload(const struct imported *object) { return object->lift && object->lift->kind->pod; }

/* Workloads have the name alone; what else is lifted is one of the library's kind. */
static Str kind_of(const struct imported *object)
{
    return str_of(object->lift && !is_workload(object) ? object->lift->kind->component : object->kube->kind);
}

/* PARTS: 1: the name; 2: and the kind; 3: and the namespace. */
static const struct name *name_with(struct session *session, const struct imported *object, size_t parts)
{
    struct buf word = {0};
    buf_str(&word, object->name);
    if (parts > 1) buf_char(&word, '_');
    if (parts > 1) put_kind(&word, kind_of(object));
    if (parts > 2 && object->namespace.n) buf_printf(&word, "_%.*s", STR_ARG(object->namespace));
    const struct name *name = identifier(session, (Str){word.s, word.n});
    buf_free(&word);
    return name;
}

static bool is_taken(const struct resource_names *names, const struct name *name) { return map_get(&names->taken, name) != NULL; }

static const struct name *take_name(struct resource_names *names, const struct name *name)
{
    map_put(names->session->arena, &names->taken, name, names);
    return name;
}

/* Two names may become one word: my.web and my-web. */
const struct name *free_name(struct resource_names *names, const struct name *wanted)
{
    const struct name *name = wanted;
    for (size_t i = 2; is_taken(names, name); i++)
        name = name_of(names->session->names, arena_printf(names->session->arena, "%s_%zu", wanted->s, i));
    return take_name(names, name);
}

static size_t *count_of(struct resource_names *names, const struct name *name)
{
    size_t *count = map_get(&names->counts, name);
    if (count) return count;
    count = NEW(names->session->arena, size_t);
    map_put(names->session->arena, &names->counts, name, count);
    return count;
}

static bool has_name(const struct imported *object) { return !object->definition && !object->absorbed; }

/* As short as no other object has it; workloads of the library before all others, since they are called by it. */
void name_resources(struct resource_names *names, struct imported *objects, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t parts = 1; parts <= 3 && has_name(&objects[i]); parts++) ++*count_of(names, name_with(names->session, &objects[i], parts));
    for (size_t i = 0; i < n; i++)
        if (is_workload(&objects[i])) objects[i].resource = free_name(names, name_with(names->session, &objects[i], 1));
    for (size_t i = 0; i < n; i++) {
        size_t parts = 1;
        if (!has_name(&objects[i]) || is_workload(&objects[i])) continue;
        while (parts < 3 && *count_of(names, name_with(names->session, &objects[i], parts)) > 1) parts++;
        objects[i].resource = free_name(names, name_with(names->session, &objects[i], parts));
    }
}

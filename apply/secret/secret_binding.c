#include "secret/secret.h"

#include "access/program.h"
#include "access/secret_file.h"
#include "common/exit_code.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

/* ---- what is written: NAME=WAY:SOURCE ---- */

static bool read_way(Str *text, enum binding_way *way)
{
    static const char *const ways[] = {"file:", "env:", "command:"};
    for (size_t i = 0; i < COUNT(ways); i++) {
        if (!str_starts(*text, str_of(ways[i]))) continue;
        *way = (enum binding_way)i;
        *text = (Str){text->s + strlen(ways[i]), text->n - strlen(ways[i])};
        return true;
    }
    return false;
}

bool secret_bind(struct arena *arena, struct secret_bindings *bindings, const char *text, struct problem *problem)
{
    Str copy = arena_copy(arena, str_of(text));
    const char *equals = memchr(copy.s, '=', copy.n);
    size_t n = equals ? (size_t)(equals - copy.s) : 0;
    struct secret_binding binding = {.name = {copy.s, n}};
    if (n) binding.source = (Str){equals + 1, copy.n - n - 1};
    if (n && read_way(&binding.source, &binding.way) && binding.source.s[strspn(binding.source.s, " ")]) {
        vec_push(arena, &bindings->v, binding);
        return true;
    }
    problem_set(problem, EXIT_WRONG_USAGE, "--secret takes NAME=file:PATH, NAME=env:VARIABLE or NAME=command:PROGRAM [ARGUMENTS]");
    return problem_help(problem, "a secret itself does not belong on a command line, where others can read it");
}

/* ---- whose they are ---- */

static struct secret_binding **slots_of(struct arena *arena, struct secret_bindings *bindings, const struct secret *secret)
{
    struct secret_binding **slots = map_get(&bindings->by_secret, secret);
    if (slots) return slots;
    slots = NEW_ARRAY(arena, secret->keys.n, struct secret_binding *);
    map_put(arena, &bindings->by_secret, secret, slots);
    return slots;
}

/* Which of the Secret's keys is meant. False: none, and WHY says so. */
static bool choose_key(const struct secret_ref *ref, size_t *index, struct buf *why)
{
    *index = 0;
    if (ref->key.n ? secret_key_index(ref->secret, ref->key, index) : ref->secret->keys.n == 1) return true;
    if (ref->key.n) {
        struct suggestion suggestion = suggestion_for(NULL, ref->key);
        for (size_t i = 0; i < ref->secret->keys.n; i++) suggestion_offer(&suggestion, ref->secret->keys.at[i]);
        buf_printf(why, "the secret '%.*s' has no key '%.*s'", STR_ARG(ref->secret->name), STR_ARG(ref->key));
        if (suggestion.best.n) buf_printf(why, "; did you mean '%.*s'?", STR_ARG(suggestion.best));
        else buf_printf(why, ", only "), put_keys(why, ref->secret);
        return false;
    }
    buf_printf(why, "the secret '%.*s' has several keys: put /KEY behind its name, one of ", STR_ARG(ref->secret->name));
    put_keys(why, ref->secret);
    return false;
}

static void match(struct arena *arena, const struct secrets *secrets, struct secret_bindings *bindings, struct secret_binding *binding,
                  struct buf *why)
{
    struct secret_ref ref;
    size_t index;
    enum secret_found found = secret_find(secrets, binding->name, &ref);
    if (found != SECRET_FOUND) {
        put_unfound(why, secrets, binding->name, found);
        return;
    }
    if (ref.secret->provider == SECRET_EXTERNAL) {
        buf_printf(why, "the External Secrets operator keeps the secret '%.*s': nothing can be bound to it", STR_ARG(ref.secret->name));
        return;
    }
    if (!choose_key(&ref, &index, why)) return;
    struct secret_binding **slot = &slots_of(arena, bindings, ref.secret)[index];
    if (*slot) buf_printf(why, "it is bound twice, also by '%.*s'", STR_ARG((*slot)->name));
    else *slot = binding;
}

void secret_bindings_match(struct arena *arena, const struct secrets *secrets, struct secret_bindings *bindings, struct text_list *findings)
{
    struct buf line = {0}, why = {0};
    for (size_t i = 0; i < bindings->v.n; i++) {
        why.n = line.n = 0;
        match(arena, secrets, bindings, &bindings->v.at[i], &why);
        if (!why.n) continue;
        buf_printf(&line, "--secret %.*s: ", STR_ARG(bindings->v.at[i].name));
        buf_str(&line, (Str){why.s, why.n});
        vec_push(arena, findings, arena_copy(arena, (Str){line.s, line.n}));
    }
    buf_free(&line);
    buf_free(&why);
}

struct secret_binding *secret_bound(const struct secret_bindings *bindings, const struct secret *secret, size_t key)
{
    struct secret_binding **slots = map_get(&bindings->by_secret, secret);
    return slots ? slots[key] : NULL;
}

/* ---- their values ---- */

static bool refuse(const struct secret_binding *binding, struct problem *problem, const char *fmt, ...) PRINTF(3, 4);
static bool refuse(const struct secret_binding *binding, struct problem *problem, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    Str what = arena_vprintf(problem->arena, fmt, args);
    va_end(args);
    return problem_set(problem, EXIT_ERROR, "the secret '%.*s' is bound to %.*s", STR_ARG(binding->name), STR_ARG(what));
}

static bool read_file(const struct secret_binding *binding, struct buf *out, struct problem *problem)
{
    if (secret_file_read(binding->source.s, out)) return true;
    return refuse(binding, problem, "the file '%s', which cannot be read: %s", binding->source.s, strerror(errno));
}

static bool read_variable(const struct secret_binding *binding, struct buf *out, struct problem *problem)
{
    const char *text = getenv(binding->source.s);
    if (!text) return refuse(binding, problem, "the environment variable '%s', which is not set", binding->source.s);
    buf_widen(out, strlen(text));
    buf_put(out, text, strlen(text));
    return true;
}

/* The words of the source; the first is the program. */
static char **words_of(struct arena *arena, Str source)
{
    VEC(char *) words = {0};
    char *rest = (char *)(uintptr_t)arena_copy(arena, source).s;
    for (char *word; (word = strsep(&rest, " \t"));)
        if (*word) vec_push(arena, &words, word);
    vec_push(arena, &words, NULL);
    return words.at;
}

enum { SECRET_MAX = 1 << 20 };

/* It has our standard input, and the terminal if there is one: it may ask people. */
static bool run(const struct secret_binding *binding, char **words, struct buf *printed, struct problem *problem)
{
    int status;
    struct program program = {
        .title = arena_printf(problem->arena, "the secret '%.*s' is bound to the program '%s', which", STR_ARG(binding->name), words[0]),
        .absent = "what stands behind 'command:' is a program in PATH, or its path, and its arguments", .arguments = words,
        .terminal = isatty(STDIN_FILENO), .timeout = PROGRAM_TIMEOUT_TERMINAL, .most = SECRET_MAX,
    };
    if (!program_run(&program, printed, &status, problem)) return false;
    return status == 0 || refuse(binding, problem, "the program '%s', which failed with exit code %d", words[0], status);
}

static bool read_command(const struct secret_binding *binding, struct buf *out, struct problem *problem)
{
    struct arena *arena = arena_new(0);
    struct buf printed = {0};
    bool fine = run(binding, words_of(arena, binding->source), &printed, problem);
    if (fine) buf_widen(out, printed.n), buf_put(out, printed.s, printed.n);
    buf_wipe(&printed);
    arena_free(arena);
    return fine;
}

/* Files and programs end their text with a newline, which is no part of it. */
static bool trim(const struct secret_binding *binding, struct buf *out, size_t before, struct problem *problem)
{
    if (out->n > before && out->s[out->n - 1] == '\n') out->n--;
    if (out->n == before) return refuse(binding, problem, "something empty");
    return out->n - before <= SECRET_MAX || refuse(binding, problem, "more than 1 MiB, which is all that a Secret holds");
}

bool binding_value(const struct secret_binding *binding, struct buf *out, struct problem *problem)
{
    static bool (*const readers[])(const struct secret_binding *, struct buf *, struct problem *) = {
        [BINDING_FILE] = read_file, [BINDING_ENV] = read_variable, [BINDING_COMMAND] = read_command};
    size_t before = out->n;
    if (binding->value.n) {
        buf_widen(out, binding->value.n);
        buf_put(out, binding->value.s, binding->value.n);
        return true;
    }
    return readers[binding->way](binding, out, problem) && trim(binding, out, before, problem);
}

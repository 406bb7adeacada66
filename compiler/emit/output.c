#include "emit/output.h"

#include "base/folder.h"
#include "gitops.h"
#include "source_map.h"
#include "value/serialize.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- names ---- */

static void put_manifest_name(struct buf *out, const struct order *order, const struct object *object)
{
    int digits = wave_digits(object->wave + 1);
    buf_fill(out, '0', (size_t)(wave_digits(order->waves) - digits));
    if (object->wave < 10) buf_char(out, '0');
    buf_number(out, object->wave);
    buf_char(out, '-');
    put_kind_and_group(out, str_of(object->kube->api_version), str_of(object->kube->kind));
    buf_char(out, '-');
    if (object->namespace) buf_str(out, NAME_STR(object->namespace));
    buf_char(out, '-');
    buf_str(out, NAME_STR(object->name));
    buf_str(out, STR(".yaml"));
}

/* ---- one stream ---- */

static bool failed(const char *path)
{
    fprintf(stderr, "stk: error[E1005]: %s: %s\n", path, strerror(errno));
    return false;
}

enum stream_format stream_format_of(const char *target)
{
    struct stat status;
    Str name = str_of(target);
    if (strcmp(target, "-") == 0) return STREAM_YAML;
    if (stat(target, &status) == 0 && S_ISDIR(status.st_mode)) return STREAM_NONE;
    if (str_ends(name, STR(".json"))) return STREAM_JSON;
    return str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml")) ? STREAM_YAML : STREAM_NONE;
}

static bool flush(struct buf *out, FILE *file)
{
    bool fine = buf_write(out, file);
    out->n = 0;
    return fine;
}

static void write_document(struct buf *out, const struct object *object, enum stream_format format, struct yaml_molds *molds)
{
    if (format == STREAM_YAML) {
        buf_put(out, "---\n", 4);
        write_yaml_again(out, object->value, NULL, molds, object->declaration);
    } else {
        write_json(out, object->value, -1);
        buf_char(out, '\n');
    }
}

struct documents { const struct compilation *compilation; const struct output_options *options; };

static bool write_documents(const void *context, FILE *file)
{
    const struct documents *documents = context;
    const struct compilation *compilation = documents->compilation;
    const struct output_options *options = documents->options;
    struct gitops gitops = gitops_new(compilation, options->order);
    struct yaml_molds molds = {.arena = compilation->session->arena};
    struct buf out = {0};
    bool fine = true;
    for (size_t i = 0; i < compilation->order->n && fine; i++) {
        struct object *object = compilation->order->sorted[i];
        gitops_annotate(&gitops, object);
        write_document(&out, object, options->stream, &molds);
        if (out.n > 1 << 18) fine = flush(&out, file);
    }
    fine = flush(&out, file) && fflush(file) == 0 && fine;
    buf_free(&out);
    return fine;
}

Str manifests_text(struct arena *arena, const struct compilation *compilation)
{
    char *text = NULL;
    size_t n = 0;
    FILE *file = memory_checked(open_memstream(&text, &n));
    struct output_options options = {.target = "-", .stream = STREAM_YAML};
    if (!write_documents(&(struct documents){compilation, &options}, file) || fclose(file) != 0) panic("manifests cannot be kept in memory");
    Str copy = arena_copy(arena, (Str){text, n});
    free(text);
    return copy;
}

static bool replace_by_content(struct arena *arena, const char *path, write_content *write, const void *context)
{
    char *temporary = (char *)arena_printf(arena, "%s.XXXXXX", path).s;
    int descriptor = mkstemp(temporary);
    if (descriptor < 0) return failed(path);
    FILE *file = fdopen(descriptor, "w");
    bool fine = file && fchmod(descriptor, 0644) == 0 && write(context, file);
    fine = file && fclose(file) == 0 && fine && rename(temporary, path) == 0;
    if (fine) return true;
    failed(path);
    unlink(temporary);
    return false;
}

bool write_file(struct arena *arena, const char *path, write_content *write, const void *context)
{
    if (strcmp(path, "-") != 0) return replace_by_content(arena, path, write, context);
    return write(context, stdout) || failed("standard output");
}

bool write_stream(const struct compilation *compilation, const struct output_options *options)
{
    return write_file(compilation->session->arena, options->target, write_documents, &(struct documents){compilation, options});
}

/* ---- a folder ---- */

/* What is written before it takes its place. */
struct new_folder {
    int descriptor;
    struct arena *arena;
    struct known_files *written; /* NULL: nobody asks */
};

static bool write_all(int file, const struct buf *text)
{
    for (size_t at = 0; at < text->n;) {
        ssize_t n = write(file, text->s + at, text->n - at);
        if (n > 0) at += (size_t)n;
        else if (errno != EINTR) return false;
    }
    return true;
}

static bool add_written(const struct new_folder *folder, int file, const char *path, const struct buf *text)
{
    struct stat status;
    if (fstat(file, &status) != 0) return false;
    struct known_file known = {arena_copy(folder->arena, str_of(path)).s, file_stamp(&status), sha256((Str){text->s, text->n})};
    vec_push(folder->arena, &folder->written->v, known);
    return true;
}

/* A new file. There may be thousands. */
static bool write_inside(const struct new_folder *folder, const char *path, const struct buf *text)
{
    int file = openat(folder->descriptor, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) return failed(path);
    bool fine = write_all(file, text) && (!folder->written || add_written(folder, file, path, text));
    fine = close(file) == 0 && fine;
    return fine || failed(path);
}

static bool make_inside(const struct new_folder *folder, const char *path) { return mkdirat(folder->descriptor, path, 0755) == 0 || failed(path); }

/* Beside the manifests in FOLDER, which will be TARGET: for jobs after the rollout there is a Kustomization of its own. */
static bool write_flux(const struct gitops *gitops, const struct flux_options *options, const struct new_folder *folder, const char *target)
{
    const char *path = path_in_repository(folder->arena, target);
    struct buf text = {0};
    bool fine = make_inside(folder, "flux");
    for (int after = 0; after <= (gitops->after.n > 0) && fine; after++) {
        text.n = 0;
        write_kustomization(gitops, options, path, after, &text);
        fine = write_inside(folder, after ? "flux/after.yaml" : "flux/stack.yaml", &text);
    }
    buf_free(&text);
    return fine;
}

/* NAME, or "FOLDER/NAME" where there is one for each wave; NUL-terminated. */
static void put_manifest_path(const struct gitops *gitops, const struct new_folder *folder, const struct object *object, struct buf *path)
{
    if (gitops->style == ORDER_FLUX) {
        const char *inner = flux_folder(gitops, object);
        mkdirat(folder->descriptor, inner, 0755); /* may be there */
        buf_printf(path, "%s/", inner);
    }
    put_manifest_name(path, gitops->compilation->order, object);
    buf_char(path, '\0');
}

static bool write_manifests(const struct gitops *gitops, const struct new_folder *folder, struct source_map_writer *map)
{
    const struct compilation *compilation = gitops->compilation;
    struct buf text = {0}, path = {0};
    struct origin_list origins = {.arena = compilation->session->arena, .lines = &compilation->machine->lines};
    struct yaml_molds molds = {.arena = compilation->session->arena};
    bool fine = true;
    for (size_t i = 0; i < compilation->order->n && fine; i++) {
        struct object *object = compilation->order->sorted[i];
        gitops_annotate(gitops, object);
        text.n = path.n = origins.v.n = origins.texts.n = 0;
        write_yaml_again(&text, object->value, &origins, &molds, object->declaration);
        put_manifest_path(gitops, folder, object, &path);
        source_map_writer_add(map, object, str_after_last(str_of(path.s), '/'), &origins);
        fine = write_inside(folder, path.s, &text);
    }
    buf_free(&text);
    buf_free(&path);
    return fine;
}

/* Operations are facts named "operation"; the job of each goes into a file of its own. */
static bool write_operations(const struct compilation *compilation, const struct new_folder *folder)
{
    struct session *session = compilation->session;
    struct arena *arena = session->arena;
    const struct name *job = session_name(session, "job"), *name = session_name(session, "name");
    bool fine = true, made = false;
    const struct fact *fact;
    for (size_t i = 0; fine && (fact = next_fact(compilation->machine, "operation", &i));) {
        if (!made) made = fine = make_inside(folder, ".stk/operations");
        struct value title = value_get(arena, fact->value, name);
        struct buf text = {0};
        write_yaml(&text, value_get(arena, fact->value, job), NULL);
        Str path = arena_printf(arena, ".stk/operations/%.*s.yaml", STR_ARG(title.kind == V_STRING ? value_str(title) : STR("operation")));
        fine = fine && write_inside(folder, path.s, &text);
        buf_free(&text);
    }
    return fine;
}

static bool write_extras(const struct compilation *compilation, const struct new_folder *folder, struct source_map_writer *map)
{
    struct buf json = {0}, places = {0};
    write_stack_json(compilation, &json);
    source_map_writer_done(map, &places);
    bool fine = write_inside(folder, ".stk/stack.json", &json) && write_inside(folder, ".stk/map", &places);
    buf_free(&json);
    buf_free(&places);
    return fine;
}

static bool ours(struct arena *arena, const char *folder)
{
    if (access(folder, F_OK) != 0 || access(arena_printf(arena, "%s/.stk/stack.json", folder).s, F_OK) == 0) return true;
    if (rmdir(folder) == 0) return true; /* it was empty */
    fprintf(stderr, "stk: error[E1005]: '%s' was not written by stk, so it is left alone; choose another folder\n", folder);
    return false;
}

/* The new folder takes the place of the old one in one step; where the file system cannot do that, in two. */
static bool replace(struct arena *arena, const char *temporary, const char *folder)
{
    if (rename(temporary, folder) == 0) return true;
    if (renameat2(AT_FDCWD, temporary, AT_FDCWD, folder, RENAME_EXCHANGE) == 0) {
        remove_folder(arena, temporary);
        return true;
    }
    const char *aside = arena_printf(arena, "%s.old", temporary).s;
    if (rename(folder, aside) != 0 || rename(temporary, folder) != 0) return failed(folder);
    remove_folder(arena, aside);
    return true;
}

static bool fill_folder(const struct gitops *gitops, const struct output_options *options, const struct new_folder *folder, const char *target)
{
    const struct compilation *compilation = gitops->compilation;
    struct source_map_writer *map = source_map_writer_new(compilation);
    return make_inside(folder, ".stk") && write_manifests(gitops, folder, map) &&
           (options->order != ORDER_FLUX || write_flux(gitops, &options->flux, folder, target)) &&
           write_operations(compilation, folder) && write_extras(compilation, folder, map);
}

bool write_folder(const struct compilation *compilation, const struct output_options *options)
{
    struct arena *arena = compilation->session->arena;
    size_t n = strlen(options->target);
    while (n > 1 && options->target[n - 1] == '/') n--;
    const char *target = arena_copy(arena, (Str){options->target, n}).s;
    struct gitops gitops = gitops_new(compilation, options->order);
    char *temporary = (char *)arena_printf(arena, "%s.XXXXXX", target).s;
    if (!ours(arena, target)) return false;
    if (!mkdtemp(temporary)) return failed(temporary);
    chmod(temporary, 0755);
    struct new_folder folder = {open(temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC), arena, options->written};
    bool fine = (folder.descriptor >= 0 || failed(temporary)) && fill_folder(&gitops, options, &folder, target) && replace(arena, temporary, target);
    if (folder.descriptor >= 0) close(folder.descriptor);
    if (!fine) remove_folder(arena, temporary);
    return fine;
}

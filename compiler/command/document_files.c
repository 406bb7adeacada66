#include "document_files.h"

#include "command.h"
#include "compile/compile.h"
#include "compile/manifest_files.h"
#include "value/read_yaml.h"

#include <getopt.h>

char **files_to_add(const char *command, const char *content, int argc, char **argv, size_t *n)
{
    if (!argv[optind] || strcmp(argv[optind], "add") != 0) usage_error(command, "write 'stk %s add FILE'", command);
    *n = (size_t)(argc - optind - 1);
    if (!*n) usage_error(command, "name files with %s, or - for standard input", content);
    return argv + optind + 1;
}

static void read_file(struct session *session, struct origins *origins, const char *path, struct documents *documents)
{
    uint32_t id = read_data(session, path, strcmp(path, "-") == 0 ? STR("<stdin>") : str_of(path));
    if (!id) return;
    struct value all = read_yaml(session, origins, id, 0, ORIGIN_WRITTEN, YAML_MANIFEST);
    for (size_t i = 0; all.kind == V_LIST && i < all.list->n; i++)
        if (all.list->at[i].kind != V_NULL) vec_push(session->arena, &documents->v, all.list->at[i]);
}

void read_documents(struct session *session, struct origins *origins, char *const *paths, size_t n, struct documents *documents)
{
    for (size_t i = 0; i < n; i++) {
        struct file_list files = {0};
        if (strcmp(paths[i], "-") == 0) vec_push(session->arena, &files.v, paths[i]);
        else manifest_files(session->arena, paths[i], &files);
        for (size_t k = 0; k < files.v.n; k++) read_file(session, origins, files.v.at[k], documents);
        if (!files.v.n) diag_add(&session->diags, E0006, (Span){0}, "there is no .yaml, .yml or .json file in folder '%s'", paths[i]);
    }
}

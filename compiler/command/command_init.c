/* stk init: a project that compiles, with a values file that explains itself. */
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

static const char help[] =
    "usage: stk init FOLDER\n\n"
    "Begins a project in FOLDER, which must be new: stk.project, a stack and a values file.\n";

static const char project_text[] =
    "# The root of the project: its stacks and their environments.\n"
    "stacks:\n"
    "  site:\n"
    "    source: stacks/site\n"
    "    environments:\n"
    "      staging: { values: [], kube: \"1.31\" }\n"
    "      production: { values: [stacks/site/production.yaml], kube: \"1.31\" }\n";
static const char stack_text[] =
    "/// A web site. Start here: change the image, add services.\n"
    "stack site {\n"
    "  /// How many web servers.\n"
    "  param replicas : int in 1..20 = 2\n"
    "\n"
    "  namespace = site\n"
    "  namespace site {}\n"
    "\n"
    "  plane web { nodes = { \"kubernetes.io/os\" = \"linux\" }, at_least = 2 }\n"
    "\n"
    "  service front {\n"
    "    plane    = web\n"
    "    replicas = replicas\n"
    "    image    = \"docker.io/nginxinc/nginx-unprivileged:1.27\"\n"
    "    ports    = { http = 8080/http }\n"
    "    ready    = http_get(\"/\", \"http\")\n"
    "    user     = 101\n"
    "    cpu      = 50m\n"
    "    memory   = 64Mi\n"
    "  }\n"
    "}\n"
    "\n"
    "test \"as many web servers as asked for\" of site with { replicas = 3 } {\n"
    "  assert object(\"Deployment\", \"front\").spec.replicas == 3\n"
    "}\n";
static const char values_text[] =
    "# Parameters of the stack 'site' in production.\n"
    "# Every parameter of the stack can stand here, and everything inside it by its path:\n"
    "#   front:\n"
    "#     memory: 128Mi\n"
    "\n"
    "# How many web servers, 1 to 20.\n"
    "replicas: 3\n";

static bool make_folder(const char *path)
{
    if (mkdir(path, 0755) == 0) return true;
    fprintf(stderr, "stk: ");
    perror(path);
    return false;
}

static bool make_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wx");
    bool fine = file && fputs(text, file) >= 0;
    fine = file && fclose(file) == 0 && fine;
    if (fine) return true;
    fprintf(stderr, "stk: ");
    perror(path);
    return false;
}

int command_init(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_FINE;
    }
    if (argc != 2) usage_error("init", "name one folder");
    struct arena *arena = arena_new(0);
    const char *folder = argv[1];
    bool fine = make_folder(folder) && make_folder(arena_printf(arena, "%s/stacks", folder).s) && make_folder(arena_printf(arena, "%s/stacks/site",
            folder).s) &&
                make_file(arena_printf(arena, "%s/stk.project", folder).s, project_text) &&
                make_file(arena_printf(arena, "%s/stacks/site/site.stk", folder).s, stack_text) &&
                make_file(arena_printf(arena, "%s/stacks/site/production.yaml", folder).s, values_text);
    if (fine) printf("made %s; now: cd %s && stk check\n", folder, folder);
    arena_free(arena);
    return fine ? EXIT_FINE : EXIT_DIAGNOSTICS;
}

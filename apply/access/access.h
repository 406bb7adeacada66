/* Where the API server is and who asks: kubeconfig files as kubectl takes them, or the pod's own account.
 *
 * All texts live in the arena given, which holds secrets then: it ends with arena_erase. Paths begin with the folder of the
 * file that names them; *_data is PEM. */
#ifndef STK_ACCESS_H
#define STK_ACCESS_H

#include "common/problem.h"

struct text_list { Str *at; size_t n, cap; };

/* The command that a kubeconfig names for credentials (client.authentication.k8s.io). */
struct exec_plugin {
    Str command;                   /* a path, or without a slash: to be found in PATH */
    struct text_list arguments;
    struct text_list environment;  /* NAME=VALUE, besides our own */
    Str api_version;               /* client.authentication.k8s.io/v1 or /v1beta1 */
    Str install_hint;
    Str cluster_info;              /* JSON for spec.cluster; empty unless provideClusterInfo */
    enum exec_interactive { INTERACTIVE_NEVER, INTERACTIVE_IF_AVAILABLE, INTERACTIVE_ALWAYS } interactive;
};

struct impersonation {
    Str user, uid;
    struct text_list groups;
    struct extra { Str key, value; } *extra;
    size_t nextra;
};

/* Through which requests go; both are empty: through none. */
struct proxy {
    Str url;                       /* as libcurl takes it, with a port */
    Str shown;                     /* without credentials, for messages */
};

struct access {
    Str context;                   /* empty: in the cluster */
    Str server;                    /* https://host:port/prefix, without a slash at its end */
    Str namespace;                 /* of the context; empty: none is set */
    Str ca_data;                   /* empty: the system's */
    bool insecure;                 /* the server's certificate is not verified */
    Str tls_server_name;
    Str proxy_url;                 /* as the kubeconfig says it; empty: it does not */
    struct proxy proxy;            /* that one, or that of the environment */
    bool no_compression;
    Str certificate_data, key_data;
    Str certificate_file, key_file; /* where they were read; empty: they stand in the kubeconfig. May change */
    Str token, token_file;         /* the file wins, and is read again every minute */
    Str username, password;
    const struct exec_plugin *exec; /* NULL: none, or something above makes it needless */
    bool withheld;                 /* there were credentials, and none are here: the server is not https */
    struct impersonation as;
};

struct access_options {
    const char *kubeconfig;        /* NULL or "": $KUBECONFIG, ~/.kube/config, then in-cluster */
    const char *context;           /* NULL or "": the current one */
};

/* NULL: PROBLEM says why. Warnings (insecure, files that others may read) go to WARN, one line each. */
struct access *access_read(struct arena *, const struct access_options *, struct buf *warn, struct problem *);

bool fits_header(Str); /* without line ends and other control characters */

#endif

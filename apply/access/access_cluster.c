/* The cluster of a context: where its server is, and how the server proves who it is. */
#include "access_internal.h"

#include "access/secret_file.h"
#include "access/server_url.h"
#include "pem.h"
#include "access/proxy.h"

#include <errno.h>

struct cluster {
    Str server, tls_server_name, proxy_url;
    Str ca_file, ca_data;
    bool insecure, no_compression;
};

#define FIELD(key, kind, member) {key, kind, offsetof(struct cluster, member)}
static const struct kubeconfig_field fields[] = {
    FIELD("server", FIELD_TEXT, server),
    FIELD("tls-server-name", FIELD_TEXT, tls_server_name),
    FIELD("proxy-url", FIELD_TEXT, proxy_url),
    FIELD("certificate-authority", FIELD_PATH, ca_file),
    FIELD("certificate-authority-data", FIELD_PEM, ca_data),
    FIELD("insecure-skip-tls-verify", FIELD_BOOL, insecure),
    FIELD("disable-compression", FIELD_BOOL, no_compression),
    {"extensions", FIELD_IGNORED, 0}, /* one of them is for exec plugins */
};

bool access_load_pem(struct kubeconfig *config, struct value record, const char *key, Str path, Str *into)
{
    struct buf bytes = {0};
    struct value at = kubeconfig_get(config, record, key);
    bool read = secret_file_read(path.s, &bytes);
    int error = errno;
    bool pem = read && bytes.n && memmem(bytes.s, bytes.n, "-----BEGIN ", 11);
    if (pem) *into = arena_copy(config->arena, (Str){bytes.s, bytes.n});
    buf_wipe(&bytes);
    if (!read) return kubeconfig_refuse(config, at, "the file %s cannot be read: %s", path.s, strerror(error));
    return pem || kubeconfig_refuse(config, at, "the file %s is not PEM", path.s);
}

static bool refuse_both(struct kubeconfig *config, const struct kubeconfig_entry *entry, struct value insecure)
{
    kubeconfig_refuse(config, insecure, "the cluster '%s' has a certificate authority and says not to verify certificates", entry->name->s);
    return problem_help(config->problem, "remove 'insecure-skip-tls-verify'");
}

static bool take_ca(struct kubeconfig *config, const struct kubeconfig_entry *entry, struct cluster *cluster)
{
    struct value insecure = kubeconfig_get(config, entry->content, "insecure-skip-tls-verify");
    bool data = cluster->ca_data.n, file = cluster->ca_file.n;
    if (cluster->insecure && (data || file)) return refuse_both(config, entry, insecure);
    if (cluster->insecure)
        kubeconfig_warn(config, origin_span(&config->origins, insecure.origin),
                        "INSECURE: the certificate of the cluster '%s' is not verified: whoever is between here and there can read and change everything",
                        entry->name->s);
    if (data && file)
        return kubeconfig_refuse(config, entry->content, "the cluster '%s' has certificate-authority and certificate-authority-data: one is enough",
                                 entry->name->s);
    if (file && !access_load_pem(config, entry->content, "certificate-authority", cluster->ca_file, &cluster->ca_data)) return false;
    const char *wrong = cluster->ca_data.n ? pem_certificate_problem(cluster->ca_data) : NULL;
    struct value at = kubeconfig_get(config, entry->content, data ? "certificate-authority-data" : "certificate-authority");
    return !wrong || kubeconfig_refuse(config, at, "the certificate authority of the cluster '%s' %s", entry->name->s, wrong);
}

static bool take_server(struct kubeconfig *config, const struct kubeconfig_entry *entry, struct cluster *cluster)
{
    struct value at = kubeconfig_get(config, entry->content, "server");
    if (at.kind == V_NULL) return kubeconfig_refuse(config, entry->content, "the cluster '%s' has no 'server'", entry->name->s);
    const char *wrong = server_url(config->arena, cluster->server, &cluster->server);
    return !wrong || kubeconfig_refuse(config, at, "the server of the cluster '%s' is not a URL: %s", entry->name->s, wrong);
}

bool access_take_cluster(struct kubeconfig *config, const struct kubeconfig_entry *entry, struct access *access)
{
    struct cluster cluster = {0};
    if (!kubeconfig_take(config, entry->content, "a cluster", fields, COUNT(fields), &cluster)) return false;
    if (!take_ca(config, entry, &cluster) || !take_server(config, entry, &cluster)) return false;
    const char *wrong = cluster.proxy_url.n ? proxy_of_kubeconfig(config->arena, cluster.proxy_url, &access->proxy) : NULL;
    if (wrong) return kubeconfig_refuse(config, kubeconfig_get(config, entry->content, "proxy-url"), "'proxy-url' is not a URL: %s", wrong);
    access->server = cluster.server;
    access->tls_server_name = cluster.tls_server_name;
    access->proxy_url = cluster.proxy_url;
    access->ca_data = cluster.ca_data;
    access->insecure = cluster.insecure;
    access->no_compression = cluster.no_compression;
    return true;
}

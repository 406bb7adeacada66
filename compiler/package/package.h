/* A package: the files of a project, and stk.package, which says what they are.
 *
 * stk.package is JSON: {schema: 1, name, version, stk, files: [{path, sha256}], packages: [{name, source, digest}]}. The archive is a tar
 * (ustar) of it and of the files, in the order of their names, without times and owners; the manifest is that of OCI 1.1, with stk.package
 * as its config and the archive as its one layer. So the same files are the same package on every machine, and its digest, that of the
 * manifest, is known before it is pushed:
 *
 *   stk.project ── digest ──> manifest ── config ──> stk.package ── files ──> each file
 *                                      ── layer ───> the archive */
#ifndef STK_PACKAGE_H
#define STK_PACKAGE_H

#include "diag/session.h"

#define PACKAGE_FILE "stk.package" /* the first entry of the archive */
#define PACKAGE_CONFIG_TYPE "application/vnd.stk.package.config.v1+json"
#define PACKAGE_LAYER_TYPE "application/vnd.stk.package.v1.tar"
#define MANIFEST_TYPE "application/vnd.oci.image.manifest.v1+json"

struct package_file {
    Str path;   /* from the project's folder */
    Str sha256; /* in 64 digits */
};

/* A package that modules of this one use. */
struct package_use { Str name, source, digest; };

struct package {
    Str name, version;
    Str stk;                          /* the version of stk that made it */
    VEC(struct package_file) files;   /* sorted by path */
    VEC(struct package_use) packages; /* sorted by name */
};

bool is_package_name(Str);  /* small letters, digits, '_'; begins with a letter */
bool is_version(struct session *, Str); /* of semver.org 2.0.0 */
/* Whether it stays below a folder, and goes through nothing hidden. */
bool is_package_path(Str);

Str package_text(struct session *, const struct package *);
/* Its list of files, as that text has it. */
struct value package_files_value(struct session *, const struct package *);
/* From the source FILE. NULL: it is none; what is not even JSON is reported, too. */
struct package *package_parse(struct session *, uint32_t file);
const struct package_file *package_find(const struct package *, Str path); /* NULL: it has no such file */
const struct package_use *package_uses(const struct package *, Str name);  /* NULL: it does not */

struct blob {
    Str type, digest; /* "sha256:…" */
    size_t size;
};
struct manifest { struct blob config, layer; };

/* Of stk.package and of the archive. */
Str manifest_text(struct session *, const struct package *, Str config, Str archive);
/* From the source FILE. False: it is none of a package. */
bool manifest_parse(struct session *, uint32_t file, struct manifest *);

#endif

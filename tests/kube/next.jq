# What a release might change, each once: new kinds, fields and values, others on, of another type, deprecated or gone.
def property($type; $field): .definitions["io.k8s.api." + $type].properties[$field];
.info.version = "v1.37.1+k3s1"
| .definitions["io.k8s.api.batch.v1.Retry"] = {type: "object", required: ["spec"], "x-kubernetes-group-version-kind": [{group: "batch", version: "v1", kind: "Retry"}],
    properties: {apiVersion: {type: "string"}, kind: {type: "string"}, metadata: {"$ref": "#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"},
        spec: {"$ref": "#/definitions/io.k8s.api.batch.v1.RetrySpec"}, status: {type: "object", properties: {tries: {type: "integer"}}}}}
| .definitions["io.k8s.api.batch.v1.RetrySpec"] = {type: "object", required: ["job"], properties: {
        job: {type: "string"}, limits: {type: "object", additionalProperties: {"$ref": "#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity"}},
        mode: {type: "string", enum: ["Once", "Always"]}, after: {"$ref": "#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString"},
        steps: {type: "array", items: {"$ref": "#/definitions/io.k8s.api.batch.v1.RetrySpec"}, "x-kubernetes-list-map-keys": ["job"]}}}
| .paths["/apis/batch/v1/namespaces/{namespace}/retries"] = {post: {"x-kubernetes-group-version-kind": {group: "batch", version: "v1", kind: "Retry"},
        parameters: [{in: "body", name: "body", schema: {"$ref": "#/definitions/io.k8s.api.batch.v1.Retry"}}]}}
| .paths["/apis/batch/v1beta1/namespaces/{namespace}/retries"] = (.paths["/apis/batch/v1/namespaces/{namespace}/retries"] | .post["x-kubernetes-group-version-kind"].version = "v1beta1")
| .paths["/apis/batch/v1alpha1/namespaces/{namespace}/retries"] = (.paths["/apis/batch/v1/namespaces/{namespace}/retries"] | .post["x-kubernetes-group-version-kind"].version = "v1alpha1")
| .paths["/apis/example.org/v1/gadgets"] = {post: {"x-kubernetes-group-version-kind": {group: "example.org", version: "v1", kind: "Gadget"}}}
| del(.paths["/api/v1/namespaces/{namespace}/podtemplates"])
| del(property("core.v1.Volume"; "gitRepo"))
| property("core.v1.Container"; "cpuSet") = {type: "string", description: "Which cores it runs on. This field is alpha-level."}
| property("core.v1.Container"; "nice") = {type: "integer", format: "int32"}
| property("storage.v1.CSIDriverSpec"; "preventPodSchedulingIfMissing").description = "Whether pods wait for the driver."
| property("core.v1.ServiceSpec"; "externalIPs").description = "Addresses of others. Deprecated: they are not safe."
| property("core.v1.Container"; "imagePullPolicy").enum += ["Sometimes"]
| property("core.v1.PodSpec"; "priority") = {type: "integer", format: "int64"}

# The objects whose fields are changed, by the names that changes.txt calls them. NAME is in each, so that each change has one of its own.
def labels: {labels: {a: "b"}};
def named($kind; $version; $name): {apiVersion: $version, kind: $kind, metadata: {name: $name}};
def pod_spec: {containers: [{name: "main", image: "main:1"}]};
def template: {metadata: labels, spec: pod_spec};
def workload($kind; $name): named($kind; "apps/v1"; $name) + {spec: {selector: {matchLabels: {a: "b"}}, template: template}};
def claim_spec: {accessModes: ["ReadWriteOnce"], storageClassName: "slow", resources: {requests: {storage: "2Gi"}}};
def service($name): named("Service"; "v1"; $name) + {spec: {ports: [{port: 80, protocol: "TCP"}], selector: {a: "b"}}};
def crd($name): named("CustomResourceDefinition"; "apiextensions.k8s.io/v1"; $name + "s.example.org")
    + {spec: {group: "example.org", scope: "Namespaced", names: {plural: ($name + "s"), singular: $name, kind: ("K" + $name), listKind: ("K" + $name + "List")},
       versions: [("v1", "v2") | {name: ., served: true, storage: (. == "v1"), schema: {openAPIV3Schema: {type: "object"}}}]}};

def object($what; $name):
    if $what == "deployment" then workload("Deployment"; $name)
    elif $what == "replicaset" then workload("ReplicaSet"; $name)
    elif $what == "daemonset" then workload("DaemonSet"; $name)
    elif $what == "stateful" then workload("StatefulSet"; $name) | .spec.serviceName = "a"
        | .spec.volumeClaimTemplates = [{metadata: {name: "data"}, spec: claim_spec}]
    elif $what == "revision" then named("ControllerRevision"; "apps/v1"; $name) + {revision: 1, data: {a: "b"}}
    elif $what == "job" then named("Job"; "batch/v1"; $name) + {spec: {template: template}} | .spec.template.spec.restartPolicy = "Never"
    elif $what == "pod" then named("Pod"; "v1"; $name) + {spec: pod_spec}
    elif $what == "pending" then named("PersistentVolumeClaim"; "v1"; $name) + {spec: claim_spec}
    elif $what == "claim" then object("pending"; $name) + {status: {phase: "Bound", capacity: {storage: "2Gi"}, accessModes: ["ReadWriteOnce"]}}
    elif $what == "volume" then named("PersistentVolume"; "v1"; $name) + {spec: {capacity: {storage: "1Gi"}, accessModes: ["ReadWriteOnce"],
        storageClassName: "slow", csi: {driver: "example.org", volumeHandle: "a"}}}
    elif $what == "attachment" then named("VolumeAttachment"; "storage.k8s.io/v1"; $name) + {spec: {attacher: "example.org", nodeName: "a",
        source: {persistentVolumeName: "a"}}}
    elif $what == "class" then named("StorageClass"; "storage.k8s.io/v1"; $name) + {provisioner: "example.org"}
    elif $what == "attributes" then named("VolumeAttributesClass"; "storage.k8s.io/v1"; $name) + {driverName: "example.org", parameters: {a: "b"}}
    elif $what == "driver" then named("CSIDriver"; "storage.k8s.io/v1"; $name) + {spec: {}}
    elif $what == "csinode" then named("CSINode"; "storage.k8s.io/v1"; $name) + {spec: {drivers: [{name: "example.org", nodeID: "a", topologyKeys: ["a"]}]}}
    elif $what == "capacity" then named("CSIStorageCapacity"; "storage.k8s.io/v1"; $name) + {storageClassName: "slow", nodeTopology: {matchLabels: {a: "b"}}}
    elif $what == "service" then service($name)
    elif $what == "balancer" then service($name) | .spec += {type: "LoadBalancer"}
    elif $what == "outside" then service($name) | .spec = {type: "ExternalName", externalName: "example.org"}
    elif $what == "ingressclass" then named("IngressClass"; "networking.k8s.io/v1"; $name) + {spec: {controller: "example.org/a"}}
    elif $what == "slice" then named("EndpointSlice"; "discovery.k8s.io/v1"; $name) + {addressType: "IPv4", endpoints: [], ports: []}
    elif $what == "range" then named("ServiceCIDR"; "networking.k8s.io/v1"; $name) + {spec: {cidrs: ["10.96.7.0/24"]}}
    elif $what == "address" then named("IPAddress"; "networking.k8s.io/v1"; "10.98.0." + $name[1:]) + {spec: {parentRef: {resource: "services",
        namespace: "default", name: "a"}}}
    elif $what == "node" then named("Node"; "v1"; $name)
    elif $what == "secret" then named("Secret"; "v1"; $name) + {type: "Opaque", data: {a: "YQ=="}}
    elif $what == "config" then named("ConfigMap"; "v1"; $name) + {data: {a: "b"}}
    elif $what == "binding" then named("RoleBinding"; "rbac.authorization.k8s.io/v1"; $name) + {roleRef: {kind: "Role", name: "a",
        apiGroup: "rbac.authorization.k8s.io"}, subjects: []}
    elif $what == "clusterbinding" then object("binding"; $name) | .kind = "ClusterRoleBinding" | .roleRef.kind = "ClusterRole"
    elif $what == "priority" then named("PriorityClass"; "scheduling.k8s.io/v1"; $name) + {value: 1}
    elif $what == "runtime" then named("RuntimeClass"; "node.k8s.io/v1"; $name) + {handler: "a"}
    elif $what == "quota" then named("ResourceQuota"; "v1"; $name) + {spec: {hard: {pods: "1"}}}
    elif $what == "request" then named("ResourceClaim"; "resource.k8s.io/v1"; $name) + {spec: {devices: {requests: [{name: "a",
        exactly: {deviceClassName: "a"}}]}}}
    elif $what == "requests" then named("ResourceClaimTemplate"; "resource.k8s.io/v1"; $name) + {spec: {spec: object("request"; "a").spec}}
    elif $what == "devices" then named("ResourceSlice"; "resource.k8s.io/v1"; $name) + {spec: {driver: "example.org", nodeName: "a",
        pool: {name: "a", generation: 1, resourceSliceCount: 1}}}
    elif $what == "signing" then named("CertificateSigningRequest"; "certificates.k8s.io/v1"; $name) + {spec: {signerName: "example.org/a",
        usages: ["client auth"], request: $request}}
    else crd($name) end;

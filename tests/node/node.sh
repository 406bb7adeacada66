# What the first processes of all nodes have in common: ./boot, of the first one, and ./join, of those that come later.
#
# A script that reads it sets before
#   $folder      where the node's files are made; the node's root is $folder/root
#   $programs    the folder that tests/apiserver/provide --all prints
#   $node        the node's name
#   $number      1 is the first node; its address is 10.245.0.$number, its pods have 10.244.$number.0/24
# and may add to $kubelet_options.
# shellcheck shell=bash disable=SC2034,SC2154
root=$folder/root
node_address=10.245.0.$number
pods=10.244.$number
api=https://10.245.0.1:6443
logs=/var/log
work=/var/lib/kubernetes
seconds_to_start=60
kubelet_options=()

# ---- the file system ----

# make_root - the node has this machine's programs (/usr) and its own everything else; no file outside of $folder is written to
make_root() {
    local link
    mkdir -p "$root"/{usr,etc,dev,proc,sys,run,tmp,root,opt/kubernetes,opt/tests,before} "$root"/var/{log,lib/kubernetes,tmp} "$folder"/{etc,etc.work}
    chmod 1777 "$root"/tmp "$root"/var/tmp
    for link in bin lib lib64 sbin; do ln -s "usr/$link" "$root/$link"; done
    cp -r "$here/files/etc/." "$folder/etc"
    sed -i "s,PODS,$pods.0/24," "$folder/etc/cni/net.d/10-pods.conflist"
    mount --bind "$root" "$root"
    mount --rbind /usr "$root/usr"
    mount --rbind /dev "$root/dev"
    mount --bind "$programs" "$root/opt/kubernetes"
    mount --bind "$here/.." "$root/opt/tests"
    mount -t overlay overlay -o "lowerdir=/etc,upperdir=$folder/etc,workdir=$folder/etc.work" "$root/etc"
    mount -t proc proc "$root/proc"
    mount -t sysfs sysfs "$root/sys"
    mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
}

# Volumes that pods share with the node have to find shared mounts. From here on, programs and tests lie below /opt.
enter_root() {
    cd "$root" && pivot_root . before || return
    cd / && umount --lazy /before && rmdir /before && mount --make-rshared / || return
    programs=/opt/kubernetes
    export PATH=$programs:/usr/sbin:/usr/bin KUBECONFIG=$work/admin.kubeconfig
    # shellcheck source=tests/apiserver/servers.sh
    . /opt/tests/apiserver/servers.sh
}

# ---- the network ----

# Services have no interface of their own; without a route to them nothing would ask for them.
make_network() {
    hostname "$node"
    ip link set lo up
    ip link add pods type bridge
    ip address add "$pods.1/24" dev pods
    ip address add "$node_address/32" dev pods
    ip link set pods up
    ip route add 10.96.0.0/16 dev pods
    echo 1 >/proc/sys/net/ipv4/ip_forward
}

# ---- the servers ----

start_kubelet() {
    serve kubelet --config /etc/kubernetes/kubelet.yaml --kubeconfig $work/kubelet.kubeconfig \
        --hostname-override "$node" --node-ip "$node_address" --network-plugin cni \
        --container-runtime remote --container-runtime-endpoint unix:///run/containerd/containerd.sock "${kubelet_options[@]}"
}

start_proxy() {
    serve kube-proxy --kubeconfig $work/proxy.kubeconfig --hostname-override "$node" --proxy-mode iptables \
        --cluster-cidr 10.244.0.0/16 --conntrack-max-per-core 0
}

node_is_ready() {
    kubectl wait --for condition=Ready "node/$node" --timeout 1s &>/dev/null
}

package org.tillkeeper.agent.words;

import java.util.Map;
import org.tillkeeper.agent.diagnosis.Condition;

/** What is said of the way to the acquirer, up to its routes. */
final class NetworkText {
  private NetworkText() {}

  static void addTo(Map<Condition, ConditionText> texts) {
    texts.put(
        Condition.INTERFACE_FINE,
        new ConditionText(
            "网络接口 {interface} 已连接。", "Interface {interface} is up and has its link.", "", ""));
    texts.put(
        Condition.INTERFACE_NONE,
        new ConditionText(
            "本机没有可用的网络接口。",
            "This device shows no network interface.",
            "检查网卡、无线模块或 4G 模块是否插好，重启设备；仍没有请联系设备商。",
            "Check that the network card, Wi-Fi or modem is in its place and restart; if it stays away, call the device's maker."));
    texts.put(
        Condition.INTERFACE_OFF,
        new ConditionText(
            "网络接口 {interface} 已关闭。",
            "Interface {interface} is switched off.",
            "在系统设置中打开该网络（或执行 ip link set {interface} up）。",
            "Switch it on in the system's settings (or: ip link set {interface} up)."));
    texts.put(
        Condition.LINK_DOWN,
        new ConditionText(
            "网络接口 {interface} 没有链路：网线未插好，或对端（路由器、交换机）断电。",
            "Interface {interface} has no link: the cable is out, or the router or switch at its other end is off.",
            "重新插紧网线两端，看接口灯是否亮；换网线、换交换机端口，确认路由器通电。",
            "Push both ends of the cable in and look for the light; try another cable and another port, and see that the router has power."));
    texts.put(
        Condition.WIFI_NOT_JOINED,
        new ConditionText(
            "无线接口 {interface} 未连上任何 Wi-Fi。",
            "Wi-Fi interface {interface} has joined no network.",
            "在系统设置中重新连接店内 Wi-Fi，核对密码；信号弱则靠近路由器。",
            "Join the shop's Wi-Fi again in the system's settings and check its password; come nearer where the signal is weak."));
    texts.put(
        Condition.RADIO_BLOCKED,
        new ConditionText(
            "无线已被关闭（飞行模式或硬件开关），接口 {interface}。",
            "The radio of interface {interface} is blocked: airplane mode, or its switch.",
            "关闭飞行模式或打开无线开关（rfkill unblock all）。",
            "Leave airplane mode or turn the switch (rfkill unblock all)."));
    texts.put(
        Condition.INTERFACE_UNKNOWN,
        new ConditionText("系统不提供网络接口状态。", "The system does not show its interfaces.", "", ""));
    texts.put(
        Condition.ADDRESS_FINE,
        new ConditionText(
            "接口 {interface} 的地址：{addresses}。",
            "Interface {interface} has address {addresses}.",
            "",
            ""));
    texts.put(
        Condition.ADDRESS_NONE,
        new ConditionText(
            "接口 {interface} 没有 IP 地址。",
            "Interface {interface} has no IP address.",
            "重启路由器（DHCP），再重连本机网络；若用固定地址，核对本机网络设置。",
            "Restart the router (DHCP) and join the network again; where addresses are fixed, check this device's settings."));
    texts.put(
        Condition.ADDRESS_SELF_MADE,
        new ConditionText(
            "接口 {interface} 只有自分配地址 {addresses}：路由器没有分配地址（DHCP 无应答）。",
            "Interface {interface} has only the address that it made itself, {addresses}: the router gave none (DHCP).",
            "重启路由器，再重连本机网络。",
            "Restart the router, then join the network again."));
    texts.put(
        Condition.ADDRESS_UNKNOWN,
        new ConditionText("未能查看 IP 地址。", "Addresses could not be looked at.", "", ""));
    texts.put(
        Condition.GATEWAY_FINE,
        new ConditionText("网关 {gateway} 有应答。", "Gateway {gateway} answers.", "", ""));
    texts.put(
        Condition.GATEWAY_NOT_NEEDED,
        new ConditionText(
            "到收单机构不需要网关，或已证明可用。",
            "No gateway is needed towards the acquirer, or it has been proven.",
            "",
            ""));
    texts.put(
        Condition.GATEWAY_NONE,
        new ConditionText(
            "没有默认网关：本机不知道如何到达外网。",
            "There is no default gateway: this device knows no way out.",
            "重连网络以重新获取网关；若用固定地址，补上网关设置。",
            "Join the network again to get one; where addresses are fixed, set the gateway."));
    texts.put(
        Condition.GATEWAY_SILENT,
        new ConditionText(
            "网关 {gateway}（接口 {interface}）没有应答：路由器或交换机故障、断电，或不在同一网段。",
            "Gateway {gateway} on {interface} does not answer: the router or switch is off or faulty, or this is another network.",
            "重启路由器，检查到路由器的网线或 Wi-Fi；店内其他设备也上不了网则联系宽带运营商。",
            "Restart the router and check the cable or Wi-Fi to it; if nothing else in the shop is online either, call the network provider."));
    texts.put(
        Condition.GATEWAY_UNKNOWN,
        new ConditionText(
            "系统未提供网关状态。", "The system does not show whether the gateway answers.", "", ""));
    texts.put(
        Condition.DNS_FINE,
        new ConditionText(
            "域名解析正常：{name} → {address}。", "The name {name} resolves to {address}.", "", ""));
    texts.put(
        Condition.DNS_NOT_NEEDED,
        new ConditionText(
            "配置为 IP 地址，不需要域名解析。",
            "The route names an address; no name is to be resolved.",
            "",
            ""));
    texts.put(
        Condition.DNS_NO_SERVER,
        new ConditionText(
            "没有配置域名服务器，无法解析 {name}。",
            "No name server is configured, and {name} cannot be resolved.",
            "重连网络以重新获取 DNS，或在网络设置中填写 DNS。",
            "Join the network again to get one, or set a DNS server in the network's settings."));
    texts.put(
        Condition.DNS_SILENT,
        new ConditionText(
            "域名服务器（{servers}）没有应答，无法解析 {name}。",
            "The name servers ({servers}) do not answer, so {name} cannot be resolved.",
            "重启路由器；仍无应答，在网络设置中换用运营商或公共 DNS。",
            "Restart the router; if they stay silent, set the provider's or a public DNS server."));
    texts.put(
        Condition.DNS_NO_SUCH_NAME,
        new ConditionText(
            "域名 {name} 不存在（{server} 答复）。",
            "There is no such name as {name}, says {server}.",
            "核对配置 host.routes 的地址拼写；若是专线域名，确认 VPN 或专线已通；再向收单机构核实。",
            "Check the spelling in host.routes; a name of a private network needs its VPN; then ask the acquirer."));
    texts.put(
        Condition.DNS_REFUSES,
        new ConditionText(
            "域名服务器 {server} 拒绝解析 {name}（代码 {code}）。",
            "Name server {server} refuses to resolve {name} (code {code}).",
            "换用其他 DNS 服务器，或联系网络运营商。",
            "Use another DNS server, or call the network provider."));
    texts.put(
        Condition.DNS_FAILED,
        new ConditionText(
            "域名 {name} 无法解析（{why}）。",
            "{name} cannot be resolved ({why}).",
            "检查网络和 DNS 设置，核对 host.routes。",
            "Check the network and its DNS settings, and host.routes."));
    texts.put(
        Condition.DNS_FAILS_NOW,
        new ConditionText(
            "线路仍通，但现在域名 {name} 已无法解析（{servers}）：断线后将连不上。",
            "The line works, but {name} cannot be resolved now ({servers}): it could not be connected again.",
            "检查 DNS 服务器或路由器。",
            "Check the name servers or the router."));
    texts.put(
        Condition.DNS_UNKNOWN,
        new ConditionText("未能查看域名解析。", "Name resolution could not be looked at.", "", ""));
    texts.put(
        Condition.ROUTE_FINE,
        new ConditionText(
            "到 {address} 的路由：接口 {interface}，本机地址 {from}。",
            "{address} is reached by {interface} from {from}.",
            "",
            ""));
    texts.put(
        Condition.ROUTE_NONE,
        new ConditionText(
            "没有到 {address} 的路由。",
            "There is no route to {address}.",
            "检查 VPN 或专线是否已连接、静态路由是否还在。",
            "Check that the VPN or private line is connected and its static route is there."));
    texts.put(
        Condition.ROUTE_REJECTED,
        new ConditionText(
            "到 {address} 的路由被设为丢弃（blackhole 或 prohibit）。",
            "The route to {address} throws everything away (blackhole or prohibit).",
            "检查 VPN 断线保护和路由表（ip route get {address}）。",
            "Check the VPN's kill switch and the routing table (ip route get {address})."));
    texts.put(
        Condition.ROUTE_NO_SOURCE,
        new ConditionText(
            "线路 {route} 指定的出口不可用：{why}。",
            "What route {route} is to go out from cannot be used: {why}.",
            "接好该接口（如插上 4G 卡、连上 Wi-Fi），或改正 host.routes 的 from。",
            "Connect that interface (put the SIM in, join the Wi-Fi), or correct the route's source in host.routes."));
    texts.put(
        Condition.VPN_DOWN,
        new ConditionText(
            "VPN 接口 {interface} 已断开，无法到达 {address}。",
            "VPN interface {interface} is down, and {address} cannot be reached.",
            "重新连接 VPN；连不上请联系提供 VPN 的机构。",
            "Connect the VPN again; if it stays down, call whoever provides it."));
    texts.put(
        Condition.ROUTE_WANTED,
        new ConditionText(
            "",
            "",
            "线路恢复后自动处理；若长期不恢复，请恢复该线路的配置或网络。",
            "It is done by itself once that route works; if it stays away, mend that route's network or configuration."));
    texts.put(
        Condition.ROUTE_UNKNOWN,
        new ConditionText("未能查看路由。", "The route could not be looked at.", "", ""));
  }
}

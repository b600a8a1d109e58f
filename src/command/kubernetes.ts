/**
 * Kubernetes puts variables of each service into each container: `{NAME}_SERVICE_HOST`,
 * `{NAME}_PORT=tcp://10.0.0.1:9001` and so on ("Discovering services" of its documentation). Those of
 * a service called `imbrace-mock` look like options.
 */
const names =
  /^IMBRACE_MOCK_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/
const portName = /^IMBRACE_MOCK_(\w+_)?PORT$/
const address = /^(tcp|udp|sctp):\/\//

/** Which of these variables are no options, but tell of a service. Pure. */
export function kubernetesVariables(environment: Record<string, string | undefined>): string[] {
  return Object.keys(environment).filter(
    (name) => names.test(name) || (portName.test(name) && address.test(environment[name] ?? '')),
  )
}

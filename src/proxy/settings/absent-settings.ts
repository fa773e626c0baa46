// Settings that dnsdist's YAML has and ours has not, and what to do instead, for those who bring a configuration along.

const inKernel =
  'blocked networks are dropped in the kernel by a socket filter without it (`kernel` of dynamic rules)'
const noLua = 'functions in Lua cannot be run'
const later = 'it is not offered yet'
const always = 'it needs no setting'
const system = 'leave it to the unit of systemd'

/** By the path of the setting, with `[]` for the items of lists: the reason, or what takes its place. */
export const absentSettings: Readonly<Record<string, string>> = {
  cache_settings: 'expired entries make room by themselves; `keep_stale_data` of a packet cache keeps them',
  ebpf: inKernel,
  key_value_stores: 'rules can list names in `QNameSet` and networks in `netmask_groups`',
  proxy_protocol: later,
  query_count: 'the query log counts names in its summaries',
  remote_logging: 'there is `query_log`; dnstap and protobuf are not offered yet',
  security_polling: 'nothing is asked of anybody',
  snmp: 'counters are at /metrics of the web server, and go to Carbon by `metrics`',
  timeout_response_rules:
    'queries without an answer are asked again elsewhere by themselves; see `answering`',
  xfr_response_rules: 'zone transfers are passed on as they are',
  xsk: 'queries are received in batches without it',

  'backends[].auto_upgrade': later,
  'backends[].cpus': system,
  'backends[].disable_zero_scope': 'answers for all subnets are found with `parse_ecs` of the packet cache',
  'backends[].doh': later,
  'backends[].dscp': later,
  'backends[].health_checks.function': noLua,
  'backends[].health_checks.lua': noLua,
  'backends[].health_checks.lua_file': noLua,
  'backends[].ip_bind_addr_no_port': always,
  'backends[].mac_address': 'it belongs to `xsk`, which is not there',
  'backends[].proxy_protocol_advertise_tls': later,
  'backends[].reconnect_on_up': 'sockets are opened again by themselves',
  'backends[].tcp.fast_open': later,
  'backends[].tls': 'servers are asked over UDP and TCP only',
  'backends[].udp_timeout': '`answering.try_timeout` says when another server is asked, in milliseconds',
  'backends[].use_proxy_protocol': later,
  'backends[].xsk': 'queries are sent in batches without it',

  'binds[].cpus': system,
  'binds[].dnscrypt': later,
  'binds[].doh.internal_pipe_buffer_size': always,
  'binds[].doh.provider': always,
  'binds[].doq': 'DNS over QUIC is not offered',
  'binds[].enable_proxy_protocol': later,
  'binds[].interface': 'name the address of the interface in `listen_address`',
  'binds[].quic': 'DNS over QUIC is not offered',
  'binds[].tcp.fast_open_queue_size': later,
  'binds[].tls.async_mode': always,
  'binds[].tls.enable_renegotiation': 'it never is',
  'binds[].tls.ignore_configuration_errors':
    '--check-config tells of them before a start, and a reload is refused',
  'binds[].tls.key_log_file': 'keys are never written',
  'binds[].tls.ktls': later,
  'binds[].tls.number_of_stored_sessions': 'sessions are resumed by tickets, which clients keep',
  'binds[].tls.number_of_tickets_keys': always,
  'binds[].tls.provider': 'TLS is that of Node.js, which is OpenSSL',
  'binds[].tls.proxy_protocol_outside_tls': later,
  'binds[].tls.read_ahead': always,
  'binds[].tls.release_buffers': always,
  'binds[].xsk': 'queries are received in batches without it',

  'dynamic_rules[].rules[].visitor_function_code': noLua,
  'dynamic_rules[].rules[].visitor_function_file': noLua,
  'dynamic_rules[].rules[].visitor_function_name': noLua,
  'general.capabilities_to_retain': system,
  'load_balancing_policies.custom_policies': noLua,
  'load_balancing_policies.round_robin_servfail_on_no_server': 'servers that are down are never asked',
  'logging.open_telemetry_tracing': later,
  'logging.structured.backend': 'the lines are JSON',
  'logging.structured.level_prefix': 'the lines are JSON',
  'logging.structured.set_instance_from_server_id': 'the lines are JSON',
  'logging.structured.time_format': 'times are as in RFC 3339',
  'logging.syslog_facility': 'all goes to standard error, which systemd keeps',
  'logging.verbose_log_destination': 'all goes to standard error; queries go to the file of `query_log`',
  'pools[].use_zero_scope': 'answers for all subnets are found with `parse_ecs` of the packet cache',
  'tuning.doh': 'servers are asked over UDP and TCP only',
  'tuning.tcp.connections_mask_v4_port': later,
  'tuning.tcp.fast_open_key': later,
  'tuning.tcp.internal_pipe_buffer_size': always,
  'tuning.tcp.max_queued_connections': '`max_concurrent_connections` of a bind limits connections',
  'tuning.tcp.outgoing_cleanup_interval': always,
  'tuning.tcp.outgoing_max_idle_connection_per_backend': always,
  'tuning.tcp.outgoing_max_idle_time': always,
  'tuning.tcp.worker_threads': 'one thread serves all connections',
  'tuning.tls': always,
  'tuning.udp.max_outstanding_per_backend':
    'as many queries wait as there are ids, of each socket to a server',
  'tuning.udp.messages_per_round': 'up to 32 messages are received and sent at a time',
  'tuning.udp.timeout':
    '`answering.try_timeout` and `answering.deadline` say how long is waited, in milliseconds',
  'webserver.api_configuration_directory': 'what was changed is saved from the console',
  'webserver.hash_plaintext_credentials': always,
}

/** Selectors and actions, by their types. */
export const absentTypes: Readonly<Record<string, string>> = {
  AddProxyProtocolValue: later,
  ContinueAsync: noLua,
  DnstapLog: later,
  KeyValueStoreLookup: 'rules can list names in `QNameSet` and networks in `netmask_groups`',
  KeyValueStoreRangeLookup: 'rules can list names in `QNameSet` and networks in `netmask_groups`',
  Lua: noLua,
  LuaFFI: noLua,
  LuaFFIPerThread: noLua,
  ProxyProtocolValue: later,
  RemoteLog: later,
  SetProxyProtocolValues: later,
  SetTrace: later,
  SNMPTrap: 'counters are at /metrics of the web server, and go to Carbon by `metrics`',
}

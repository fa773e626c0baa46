// Octets of messages and their parts (RFC 1035 §4.1, §4.2).

export const headerOctets = 12

/** An answer over UDP to an asker that does not say what it takes. */
export const plainUdpOctets = 512

/** The most that an answer over UDP has, whatever the asker takes: no path fragments it (RFC 9715 §3). */
export const maxUdpOctets = 1232

/** The most that a message over TCP has, whose length has 16 bits. */
export const maxTcpOctets = 65535

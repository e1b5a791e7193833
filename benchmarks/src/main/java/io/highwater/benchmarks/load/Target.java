package io.highwater.benchmarks.load;

import java.net.InetSocketAddress;

/**
 * Where uploads go.
 *
 * @param address the server
 * @param base the path of the collection, without a slash at its end unless the server wants one
 * @param protocol what is spoken there
 */
public record Target(InetSocketAddress address, String base, UploadProtocol protocol) {}

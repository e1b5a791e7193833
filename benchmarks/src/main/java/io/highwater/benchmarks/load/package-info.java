/** A load generator: HTTP/1.1 on blocking sockets, upload protocols on top, and what is done with them. */
@NullMarked
package io.highwater.benchmarks.load;

import org.jspecify.annotations.NullMarked;

/** The chunk protocol: JSON creation, {@code PUT} by offset, explicit completion. Knows no other protocol. */
@NullMarked
package io.highwater.servlet.protocol.chunk;

import org.jspecify.annotations.NullMarked;

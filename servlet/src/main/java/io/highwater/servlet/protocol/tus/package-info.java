/** The tus resumable upload protocol 1.0.0. Knows no other protocol. */
@NullMarked
package io.highwater.servlet.protocol.tus;

import org.jspecify.annotations.NullMarked;

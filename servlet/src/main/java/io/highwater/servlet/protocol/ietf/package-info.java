/**
 * Resumable Uploads for HTTP (draft-ietf-httpbis-resumable-upload) in the versions that clients speak, each in its own
 * dialect. Knows no other protocol.
 */
@NullMarked
package io.highwater.servlet.protocol.ietf;

import org.jspecify.annotations.NullMarked;

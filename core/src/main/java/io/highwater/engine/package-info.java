/**
 * The rules of resumable uploads, the only place that knows them: offsets, takeover, limits, completion, expiry,
 * events, authorization. Imports {@code session}, {@code offset} and {@code store}; never a store implementation.
 */
@NullMarked
package io.highwater.engine;

import org.jspecify.annotations.NullMarked;

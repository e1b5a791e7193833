/**
 * The kit that proves an upload store: extend {@link io.highwater.store.tck.UploadStoreContract} and run it. Beside it
 * two decorators, for tests of a store and of what is built on one: {@link io.highwater.store.tck.CrashingStore} and
 * {@link io.highwater.store.tck.FaultyStore}. Imports {@code session} and {@code store} only.
 */
@NullMarked
package io.highwater.store.tck;

import org.jspecify.annotations.NullMarked;

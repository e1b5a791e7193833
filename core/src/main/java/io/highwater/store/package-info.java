/**
 * What a store implements. A store keeps bytes and one state per upload, durably; it never decides policy and never
 * sees HTTP. Imports {@code session} only. The rules are numbered (S1, S2, …); the published kit
 * {@code highwater-store-tck} proves an implementation against them, and its tests carry the numbers.
 */
@NullMarked
package io.highwater.store;

import org.jspecify.annotations.NullMarked;

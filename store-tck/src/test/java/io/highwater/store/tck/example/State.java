package io.highwater.store.tck.example;

import io.highwater.session.UploadSession;

/** What a state file says. */
record State(UploadSession session, boolean hasBytes) {}

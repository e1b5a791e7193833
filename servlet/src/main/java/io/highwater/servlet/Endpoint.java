package io.highwater.servlet;

import io.highwater.engine.CreateRequest;
import io.highwater.servlet.protocol.Answer;
import io.highwater.session.UploadSession;

/** Whom the uploads of a request are for. One object may serve one request. */
interface Endpoint {

    /** Nobody: uploads are an end in themselves. */
    Endpoint NONE = new Endpoint() {
        @Override
        public CreateRequest creating(CreateRequest request) {
            return request;
        }

        @Override
        public Reaction completed(Answer answer, UploadSession upload) {
            return exchange -> exchange.answer(exchange.withWantedDigest(answer, upload));
        }

        @Override
        public Reading reading(boolean last) {
            return Reading.ASYNCHRONOUS;
        }
    };

    /** How a body is read. */
    enum Reading {
        /** Without a thread, where the container can do that; answered in a dispatch. */
        ASYNCHRONOUS,
        /** As that, but answered without a dispatch, which would find its way past a filter. */
        ASYNCHRONOUS_UNDISPATCHED,
        /** By the thread that the container gave to the request. */
        BLOCKING
    }

    /** What is asked for, with what has to be remembered for later. */
    CreateRequest creating(CreateRequest request);

    /** What to do when a request has completed an upload, or found it complete. */
    Reaction completed(Answer answer, UploadSession upload);

    /**
     * How to read a body.
     *
     * @param last whether it is to complete the upload
     */
    Reading reading(boolean last);
}

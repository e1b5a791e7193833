package io.highwater.servlet;

import io.highwater.engine.Requester;
import io.highwater.servlet.protocol.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * A request to uploads.
 *
 * @param request the container's request
 * @param response and its response
 * @param head what codecs see of it
 * @param requester who sent it, and where
 * @param endpoint whom the uploads are for
 */
record Call(
        HttpServletRequest request,
        HttpServletResponse response,
        RequestHead head,
        Requester requester,
        Endpoint endpoint) {

    /** One to a servlet of ours. */
    static Call ofServlet(HttpServletRequest request, HttpServletResponse response) {
        return new Call(request, response, RequestHeads.of(request), RequestHeads.requester(request), Endpoint.NONE);
    }
}

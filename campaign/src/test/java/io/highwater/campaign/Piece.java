package io.highwater.campaign;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The body of one request.
 *
 * @param last whether it ends the upload
 * @param checked whether its digest is sent along
 */
record Piece(long offset, byte[] bytes, boolean last, boolean checked) {

    static Piece none(long offset, boolean last) {
        return new Piece(offset, new byte[0], last, false);
    }

    long end() {
        return offset + bytes.length;
    }

    String sha256() {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

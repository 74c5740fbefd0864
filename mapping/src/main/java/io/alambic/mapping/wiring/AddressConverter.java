package io.alambic.mapping.wiring;

import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.microprofile.config.spi.Converter;

/** An address; null for an empty text. */
public final class AddressConverter implements Converter<URI> {

    private static final long serialVersionUID = 1L;

    @Override
    public URI convert(String raw) {
        try {
            return raw.isBlank() ? null : new URI(raw.strip());
        } catch (URISyntaxException e) {
            // the text may hold a password
            throw new IllegalArgumentException("expected an address such as http://host:8081");
        }
    }
}

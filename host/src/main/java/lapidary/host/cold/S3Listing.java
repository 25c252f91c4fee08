package lapidary.host.cold;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads a reply to ListObjectsV2. */
final class S3Listing {
    private static final XMLInputFactory XML = XMLInputFactory.newDefaultFactory();

    static {
        // A document that declares entities is not from a store that means well.
        XML.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XML.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    }

    private S3Listing() {}

    /** Files and folders right below the prefix, in the order of their names. */
    static List<ColdStore.Entry> read(byte[] document, String prefix) throws IOException {
        var entries = new ArrayList<ColdStore.Entry>();
        try {
            var xml = XML.createXMLStreamReader(new ByteArrayInputStream(document));
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.getLocalName()) {
                        case "Contents" -> add(entries, file(xml), prefix);
                        case "CommonPrefixes" -> add(entries, folder(xml), prefix);
                        default -> {}
                    }
                }
            }
        } catch (XMLStreamException | NumberFormatException e) {
            throw new IOException("the store's listing cannot be read", e);
        }
        entries.sort(Comparator.comparing(ColdStore.Entry::name));
        return entries;
    }

    private static void add(List<ColdStore.Entry> entries, ColdStore.Entry found, String prefix) {
        if (found.name().startsWith(prefix)) {
            String name = found.name().substring(prefix.length());
            if (!name.isEmpty() && name.indexOf('/') < 0) {
                entries.add(new ColdStore.Entry(name, found.size(), found.isFolder()));
            }
        }
    }

    /** By its whole key, as {@link #folder}. */
    private static ColdStore.Entry file(XMLStreamReader xml) throws XMLStreamException {
        String key = "";
        long size = 0;
        while (xml.next() != XMLStreamConstants.END_ELEMENT
                || !xml.getLocalName().equals("Contents")) {
            if (xml.isStartElement() && xml.getLocalName().equals("Key")) {
                key = xml.getElementText();
            } else if (xml.isStartElement() && xml.getLocalName().equals("Size")) {
                size = Long.parseLong(xml.getElementText());
            }
        }
        return new ColdStore.Entry(key, size, false);
    }

    private static ColdStore.Entry folder(XMLStreamReader xml) throws XMLStreamException {
        String prefix = "";
        while (xml.next() != XMLStreamConstants.END_ELEMENT
                || !xml.getLocalName().equals("CommonPrefixes")) {
            if (xml.isStartElement() && xml.getLocalName().equals("Prefix")) {
                prefix = xml.getElementText();
            }
        }
        String name = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
        return new ColdStore.Entry(name, 0, true);
    }
}

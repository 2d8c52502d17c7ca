package xml

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/expr/types"
)

// refusedMembers are members of the types beyond the allow-list that documents
// use all the same (expressions.md section 3.2): what no document was seen to use
// stays refused, in the service's words.
const refusedMembers = `
XmlAttributeCollection CopyTo InsertAfter InsertBefore Prepend RemoveAt
XmlCharacterData DeleteData InsertData ReplaceData Substring
XmlDocument CreateDocumentFragment CreateDocumentType CreateEntityReference CreateSignificantWhitespace
XmlDocument CreateWhitespace GetElementById Implementation NodeChanged NodeChanging NodeInserted NodeInserting
XmlDocument NodeRemoved NodeRemoving ReadNode Schemas Validate
XmlDocumentType Entities InternalSubset Notations PublicId SystemId
XmlElement RemoveAttributeAt
XmlException SourceUri
IXmlNamespaceResolver GetNamespacesInScope
XmlNamespaceManager GetEnumerator
XmlReader CanReadBinaryContent CanReadValueChunk CanResolveEntity IsDefault IsName IsNameToken QuoteChar
XmlReader ReadAttributeValue ReadContentAs ReadContentAsAsync ReadContentAsBase64 ReadContentAsBase64Async
XmlReader ReadContentAsBinHex ReadContentAsBinHexAsync ReadContentAsBoolean ReadContentAsDateTime
XmlReader ReadContentAsDateTimeOffset ReadContentAsDecimal ReadContentAsDouble ReadContentAsFloat ReadContentAsInt
XmlReader ReadContentAsLong ReadContentAsObject ReadContentAsObjectAsync ReadContentAsStringAsync
XmlReader ReadElementContentAs ReadElementContentAsAsync ReadElementContentAsBase64 ReadElementContentAsBase64Async
XmlReader ReadElementContentAsBinHex ReadElementContentAsBinHexAsync ReadElementContentAsDateTime
XmlReader ReadElementContentAsObject ReadElementContentAsObjectAsync ReadElementContentAsStringAsync
XmlReader ReadInnerXmlAsync ReadOuterXmlAsync ReadValueChunk ReadValueChunkAsync ResolveEntity ValueType XmlLang
XmlReader XmlSpace
XmlReaderSettings Async CheckCharacters Clone ConformanceLevel LineNumberOffset LinePositionOffset
XmlReaderSettings MaxCharactersFromEntities MaxCharactersInDocument NameTable ProhibitDtd Reset Schemas
XmlReaderSettings ValidationEventHandler ValidationFlags ValidationType XmlResolver
XmlText SplitText
`

// withRefused adds the refused members to the declarations.
func withRefused(list []types.Decl) []types.Decl {
	for line := range strings.Lines(strings.TrimSpace(refusedMembers)) {
		names := strings.Fields(line)
		for i := range list {
			if list[i].Name == "System.Xml."+names[0] {
				list[i].RefusedMembers = append(list[i].RefusedMembers, names[1:]...)
			}
		}
	}
	return list
}

// Package jsonxml converts JSON to XML and back, in the forms that API Management
// gives its policies json-to-xml and xml-to-json (reference policies/json-to-xml.md
// and xml-to-json.md). They are near to Newtonsoft's, which expressions use, but not
// the same: booleans are True and False, a colon becomes a dollar sign.
//
// It works on jsontree and xmltree and knows no policy. Sizes are told to a Charge;
// nesting is bounded by the parsers. Start reading at ToXML and ToJSON.
package jsonxml

package xmltree

import (
	"strings"

	"github.com/gatehouse-project/gatehouse/internal/clr"
)

// Text is an XText, or an XCData when IsCData reports so.
type Text struct {
	linked
	value string
	cdata bool
}

// NewText makes a text node.
func NewText(value string) *Text { return &Text{value: value} }

// NewCData makes a CDATA section.
func NewCData(value string) *Text { return &Text{value: value, cdata: true} }

// IsCData reports whether the node is a CDATA section, an XCData.
func (t *Text) IsCData() bool { return t.cdata }

// Value returns the text.
func (t *Text) Value() string { return t.value }

// SetValue changes the text.
func (t *Text) SetValue(value string) { t.value = value }

// NodeType returns TextNode or CDATANode.
func (t *Text) NodeType() NodeType {
	if t.cdata {
		return CDATANode
	}
	return TextNode
}

func (t *Text) clone() Node { return &Text{value: t.value, cdata: t.cdata} }

// Comment is an XComment.
type Comment struct {
	linked
	value string
}

// NewComment makes a comment. Its text may be anything; the writer puts spaces
// between hyphens that XML forbids.
func NewComment(value string) *Comment { return &Comment{value: value} }

// Value returns the text of the comment.
func (c *Comment) Value() string { return c.value }

// SetValue changes the text of the comment.
func (c *Comment) SetValue(value string) { c.value = value }

// NodeType returns CommentNode.
func (c *Comment) NodeType() NodeType { return CommentNode }

func (c *Comment) clone() Node { return &Comment{value: c.value} }

// Instruction is an XProcessingInstruction.
type Instruction struct {
	linked
	target, data string
}

// NewInstruction makes a processing instruction; xml is no target.
func NewInstruction(target, data string) (*Instruction, error) {
	if err := checkTarget(target); err != nil {
		return nil, err
	}
	return &Instruction{target: target, data: data}, nil
}

func checkTarget(target string) error {
	if err := ValidateName(target); err != nil {
		return err
	}
	if strings.EqualFold(target, "xml") {
		return argument("'%s' is an invalid name for a processing instruction.", target)
	}
	return nil
}

// Target returns the name of the instruction.
func (p *Instruction) Target() string { return p.target }

// SetTarget changes the name of the instruction.
func (p *Instruction) SetTarget(target string) error {
	if err := checkTarget(target); err != nil {
		return err
	}
	p.target = target
	return nil
}

// Data returns what stands after the name.
func (p *Instruction) Data() string { return p.data }

// SetData changes what stands after the name.
func (p *Instruction) SetData(data string) { p.data = data }

// NodeType returns ProcessingInstructionNode.
func (p *Instruction) NodeType() NodeType { return ProcessingInstructionNode }

func (p *Instruction) clone() Node { return &Instruction{target: p.target, data: p.data} }

// DocumentType is an XDocumentType. Nothing in it is ever acted upon.
type DocumentType struct {
	linked
	// Name is the name of the root element.
	Name string
	// PublicID, SystemID and Subset (the text between the brackets) are nil when
	// absent.
	PublicID, SystemID, Subset *string
}

// NewDocumentType makes a document type declaration; the name is checked.
func NewDocumentType(name string, publicID, systemID, subset *string) (*DocumentType, error) {
	if err := verifyName(name); err != nil {
		return nil, err
	}
	return &DocumentType{Name: name, PublicID: publicID, SystemID: systemID, Subset: subset}, nil
}

// verifyName checks a name that may hold colons, as XmlConvert.VerifyName does.
func verifyName(s string) error {
	if s == "" {
		return clr.Throw("System.ArgumentNullException", "The empty string '' is not a valid name.\nParameter name: name")
	}
	for i := 0; i < len(s); {
		r, n := decode(s[i:])
		if r != ':' {
			if i == 0 && !isNameStart(r) {
				return xmlException("%s", badNameStart(r))
			}
			if !isNameChar(r) {
				return xmlException("%s", badNameChar(r))
			}
		}
		i += n
	}
	return nil
}

// NodeType returns DocumentTypeNode.
func (d *DocumentType) NodeType() NodeType { return DocumentTypeNode }

func (d *DocumentType) clone() Node {
	return &DocumentType{Name: d.Name, PublicID: d.PublicID, SystemID: d.SystemID, Subset: d.Subset}
}

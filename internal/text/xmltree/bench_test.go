package xmltree

import "testing"

const soap = `<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <soap:Header><h:Id xmlns:h="urn:h" soap:mustUnderstand="1">42</h:Id></soap:Header>
  <soap:Body>
    <m:GetPrice xmlns:m="urn:m" xsi:type="m:T"><m:Item id="1">Apples &amp; pears</m:Item><m:Item id="2">Plums</m:Item></m:GetPrice>
  </soap:Body>
</soap:Envelope>`

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(soap)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(soap, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	doc, err := Parse(soap, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(doc, WriteOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}

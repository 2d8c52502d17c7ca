package emulator_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/bloberror"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/blockblob"
	"github.com/Azure/azure-sdk-for-go/sdk/storage/azblob/container"
	"github.com/google/go-cmp/cmp"

	"github.com/gatehouse-project/gatehouse/internal/emulator"
)

// to returns a pointer to a value, as the SDKs want them.
func to[T any](v T) *T { return &v }

// sdk returns a credential of the system-assigned identity (a federated one, so
// that the library's process-wide cache of managed identities plays no part) and
// options that reach the stand-ins.
func (l *local) sdk() (azcore.TokenCredential, azcore.ClientOptions) {
	l.t.Helper()
	setenv(l.t, nil)
	options := noRetries(l.client)
	cred, err := azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
		ClientOptions: options, ClientID: systemID, TenantID: tenantID, TokenFilePath: l.FederatedTokenFile(), DisableInstanceDiscovery: true,
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return cred, options
}

func TestAzblob(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	cred, options := l.sdk()
	client, err := azblob.NewClient("https://acct.blob.core.windows.net/", cred, &azblob.ClientOptions{ClientOptions: options})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	if _, err := client.CreateContainer(ctx, "made", &azblob.CreateContainerOptions{Metadata: map[string]*string{"owner": to("test")}}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.CreateContainer(ctx, "made", nil); !bloberror.HasCode(err, bloberror.ContainerAlreadyExists) {
		t.Errorf("creating it again: %v", err)
	}
	if _, err := client.UploadBuffer(ctx, "made", "small.txt", []byte("hello"), &azblob.UploadBufferOptions{HTTPHeaders: &blob.HTTPHeaders{BlobContentType: to("text/plain")}, Metadata: map[string]*string{"k": to("v")}}); err != nil {
		t.Fatal(err)
	}
	// Larger than a block: Put Block and Put Block List.
	large := bytes.Repeat([]byte("0123456789abcdef"), 200_000)
	if _, err := client.UploadStream(ctx, "made", "dir/large.bin", bytes.NewReader(large), &azblob.UploadStreamOptions{BlockSize: 1 << 20, Concurrency: 3}); err != nil {
		t.Fatal(err)
	}
	buffer := make([]byte, len(large))
	if n, err := client.DownloadBuffer(ctx, "made", "dir/large.bin", buffer, &azblob.DownloadBufferOptions{BlockSize: 1 << 20}); err != nil || int(n) != len(large) || !bytes.Equal(buffer, large) {
		t.Errorf("downloaded %d bytes: %v", n, err)
	}
	got, err := client.DownloadStream(ctx, "made", "small.txt", nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(got.Body)
	if err != nil || string(text) != "hello" || *got.ContentType != "text/plain" || *got.Metadata["K"] != "v" {
		t.Errorf("read %q, %v, %v, %v", text, *got.ContentType, got.Metadata, err)
	}

	var names []string
	for pager := client.NewListBlobsFlatPager("made", &azblob.ListBlobsFlatOptions{MaxResults: to(int32(1)), Include: container.ListBlobsInclude{Metadata: true}}); pager.More(); {
		page, err := pager.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Segment.BlobItems {
			names = append(names, fmt.Sprintf("%s %d %s", *item.Name, *item.Properties.ContentLength, *item.Properties.BlobType))
			if *item.Name == "small.txt" && *item.Metadata["k"] != "v" {
				t.Errorf("listed metadata %v", item.Metadata)
			}
		}
	}
	if diff := cmp.Diff([]string{"dir/large.bin 3200000 BlockBlob", "small.txt 5 BlockBlob"}, names); diff != "" {
		t.Errorf("blobs (-want +got):\n%s", diff)
	}
	in := client.ServiceClient().NewContainerClient("made")
	hierarchy, err := in.NewListBlobsHierarchyPager("/", nil).NextPage(ctx)
	if err != nil || len(hierarchy.Segment.BlobPrefixes) != 1 || *hierarchy.Segment.BlobPrefixes[0].Name != "dir/" || len(hierarchy.Segment.BlobItems) != 1 {
		t.Errorf("hierarchy %+v, %v", hierarchy.Segment, err)
	}
	var containers []string
	for pager := client.NewListContainersPager(&azblob.ListContainersOptions{Include: azblob.ListContainersInclude{Metadata: true}}); pager.More(); {
		page, err := pager.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.ContainerItems {
			containers = append(containers, *c.Name)
		}
	}
	if diff := cmp.Diff([]string{"demo", "made"}, containers); diff != "" {
		t.Errorf("containers (-want +got):\n%s", diff)
	}

	small := in.NewBlockBlobClient("small.txt")
	if _, err := small.UploadBuffer(ctx, []byte("x"), &blockblob.UploadBufferOptions{AccessConditions: &blob.AccessConditions{ModifiedAccessConditions: &blob.ModifiedAccessConditions{IfNoneMatch: to(azcore.ETagAny)}}}); !bloberror.HasCode(err, bloberror.BlobAlreadyExists) {
		t.Errorf("create only: %v", err)
	}
	properties, err := small.GetProperties(ctx, nil)
	if err != nil || *properties.ContentLength != 5 || *properties.BlobType != blob.BlobTypeBlockBlob {
		t.Errorf("properties %+v, %v", properties, err)
	}
	if _, err := small.SetMetadata(ctx, map[string]*string{"new": to("1")}, nil); err != nil {
		t.Error(err)
	}
	if _, err := small.SetHTTPHeaders(ctx, blob.HTTPHeaders{BlobContentType: to("text/csv")}, nil); err != nil {
		t.Error(err)
	}
	if _, err := small.StageBlock(ctx, "AAAA", streamOf("more"), nil); err != nil {
		t.Error(err)
	}
	blocks, err := small.GetBlockList(ctx, blockblob.BlockListTypeAll, nil)
	if err != nil || len(blocks.UncommittedBlocks) != 1 {
		t.Errorf("blocks %+v, %v", blocks.BlockList, err)
	}

	log := in.NewAppendBlobClient("log.txt")
	if _, err := log.Create(ctx, nil); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"one\n", "two\n"} {
		if _, err := log.AppendBlock(ctx, streamOf(line), nil); err != nil {
			t.Fatal(err)
		}
	}
	if b, ok := l.Blob("ACCT", "made", "log.txt"); !ok || string(b.Content) != "one\ntwo\n" {
		t.Errorf("the log is %q", b.Content)
	}

	if _, err := client.DeleteBlob(ctx, "made", "small.txt", nil); err != nil {
		t.Error(err)
	}
	if _, err := client.DownloadStream(ctx, "made", "small.txt", nil); !bloberror.HasCode(err, bloberror.BlobNotFound) {
		t.Errorf("after deleting: %v", err)
	}
	if _, err := client.DeleteContainer(ctx, "made", nil); err != nil {
		t.Error(err)
	}
	if _, err := client.UploadBuffer(ctx, "made", "x", []byte("x"), nil); !bloberror.HasCode(err, bloberror.ContainerNotFound) {
		t.Errorf("after deleting the container: %v", err)
	}
	// Another account is another store.
	if _, ok := l.Blob("other", "made", "log.txt"); ok {
		t.Error("accounts share their containers")
	}
}

type closer struct{ *strings.Reader }

func (closer) Close() error { return nil }

func streamOf(s string) io.ReadSeekCloser { return closer{strings.NewReader(s)} }

func TestAzsecrets(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	cred, options := l.sdk()
	client, err := azsecrets.NewClient("https://shop.vault.azure.net/", cred, &azsecrets.ClientOptions{ClientOptions: options})
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	seeded, err := client.GetSecret(ctx, "demo-secret", "", nil)
	if err != nil || *seeded.Value != "s3cr3t" || seeded.ID.Name() != "demo-secret" || len(seeded.ID.Version()) != 32 {
		t.Fatalf("%+v, %v", seeded.Secret, err)
	}
	// The first request had no token, the second answered the challenge.
	var statuses []int
	for _, r := range l.Requests() {
		if r.Host == "shop.vault.azure.net" {
			statuses = append(statuses, r.Status)
		}
	}
	if diff := cmp.Diff([]int{401, 200}, statuses); diff != "" {
		t.Errorf("statuses (-want +got):\n%s", diff)
	}
	first, err := client.SetSecret(ctx, "partner-key", azsecrets.SetSecretParameters{Value: to("one"), ContentType: to("text/plain"), Tags: map[string]*string{"a": to("b")}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.SetSecret(ctx, "partner-key", azsecrets.SetSecretParameters{Value: to("two")}, nil); err != nil {
		t.Fatal(err)
	}
	for version, want := range map[string]string{"": "two", first.ID.Version(): "one"} {
		if got, err := client.GetSecret(ctx, "partner-key", version, nil); err != nil || *got.Value != want {
			t.Errorf("version %q: %v, %v", version, got.Value, err)
		}
	}
	if _, err := client.UpdateSecretProperties(ctx, "partner-key", first.ID.Version(), azsecrets.UpdateSecretPropertiesParameters{SecretAttributes: &azsecrets.SecretAttributes{Enabled: to(false)}}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client.GetSecret(ctx, "partner-key", first.ID.Version(), nil); responseStatus(err) != http.StatusForbidden || !strings.Contains(err.Error(), "SecretDisabled") {
		t.Errorf("a disabled version: %v", err)
	}
	for i := range 30 {
		if _, err := client.SetSecret(ctx, fmt.Sprintf("many-%02d", i), azsecrets.SetSecretParameters{Value: to("x")}, nil); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for pager := client.NewListSecretPropertiesPager(nil); pager.More(); {
		page, err := pager.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Value {
			names = append(names, s.ID.Name())
		}
	}
	if len(names) != 33 || !slices.Contains(names, "demo-certificate") || !slices.Contains(names, "partner-key") {
		t.Errorf("%d secrets: %v", len(names), names)
	}
	versions, err := client.NewListSecretPropertiesVersionsPager("partner-key", nil).NextPage(ctx)
	if err != nil || len(versions.Value) != 2 {
		t.Errorf("versions %v, %v", versions.Value, err)
	}
	if _, err := client.DeleteSecret(ctx, "partner-key", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client.GetSecret(ctx, "partner-key", "", nil); responseStatus(err) != http.StatusNotFound {
		t.Errorf("after deleting: %v", err)
	}
	if _, err := client.SetSecret(ctx, "partner-key", azsecrets.SetSecretParameters{Value: to("three")}, nil); responseStatus(err) != http.StatusConflict {
		t.Errorf("setting a deleted name: %v", err)
	}
	if _, err := client.RecoverDeletedSecret(ctx, "partner-key", nil); err != nil {
		t.Fatal(err)
	}
	if got, err := client.GetSecret(ctx, "partner-key", "", nil); err != nil || *got.Value != "two" {
		t.Errorf("after recovering: %v", err)
	}
	if _, err := client.DeleteSecret(ctx, "partner-key", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client.PurgeDeletedSecret(ctx, "partner-key", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client.SetSecret(ctx, "partner-key", azsecrets.SetSecretParameters{Value: to("four")}, nil); err != nil {
		t.Errorf("after purging: %v", err)
	}
	other, err := azsecrets.NewClient("https://other.vault.azure.net/", cred, &azsecrets.ClientOptions{ClientOptions: options})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.GetSecret(ctx, "partner-key", "", nil); responseStatus(err) != http.StatusNotFound {
		t.Errorf("vaults share their secrets: %v", err)
	}
}

func responseStatus(err error) int {
	var failed *azcore.ResponseError
	if errors.As(err, &failed) {
		return failed.StatusCode
	}
	return 0
}

func TestArmresources(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	cred, options := l.sdk()
	armOptions := &arm.ClientOptions{ClientOptions: options}
	groups, err := armresources.NewResourceGroupsClient(subscriptionID, cred, armOptions)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	page, err := groups.NewListPager(nil).NextPage(ctx)
	if err != nil || len(page.Value) != 1 || *page.Value[0].Name != "demo" || *page.Value[0].Location != "westeurope" {
		t.Fatalf("%+v, %v", page.Value, err)
	}
	for name, want := range map[string]bool{"demo": true, "absent": false} {
		got, err := groups.CheckExistence(ctx, name, nil)
		if err != nil || got.Success != want {
			t.Errorf("%s exists: %v, %v", name, got.Success, err)
		}
	}
	if _, err := groups.Get(ctx, "absent", nil); responseStatus(err) != http.StatusNotFound || !strings.Contains(err.Error(), "Resource group 'absent' could not be found.") {
		t.Errorf("an absent group: %v", err)
	}
	resources, err := armresources.NewClient(subscriptionID, cred, armOptions)
	if err != nil {
		t.Fatal(err)
	}
	list := func(filter string) []string {
		t.Helper()
		options := &armresources.ClientListByResourceGroupOptions{Top: to(int32(2))}
		if filter != "" {
			options.Filter = &filter
		}
		var names []string
		for pager := resources.NewListByResourceGroupPager("demo", options); pager.More(); {
			page, err := pager.NextPage(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range page.Value {
				names = append(names, *r.Name+" "+*r.Type)
			}
		}
		return names
	}
	if diff := cmp.Diff([]string{"demostorage Microsoft.Storage/storageAccounts", "demo-sql Microsoft.Sql/servers", "demo-sql/orders Microsoft.Sql/servers/databases"}, list("")); diff != "" {
		t.Errorf("resources (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"demo-sql Microsoft.Sql/servers"}, list("resourceType eq 'Microsoft.Sql/servers'")); diff != "" {
		t.Errorf("filtered (-want +got):\n%s", diff)
	}
	database, err := resources.GetByID(ctx, "/subscriptions/"+subscriptionID+"/resourceGroups/demo/providers/Microsoft.Sql/servers/demo-sql/databases/orders", "2021-11-01", nil)
	if err != nil || *database.Name != "orders" || database.Properties.(map[string]any)["status"] != "Online" {
		t.Errorf("%+v, %v", database.GenericResource, err)
	}
	tenants, err := armresources.NewProvidersClient(subscriptionID, cred, armOptions)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := tenants.Get(ctx, "Microsoft.Sql", nil); err != nil || *got.RegistrationState != "Registered" {
		t.Errorf("provider: %v", err)
	}
}

// A bare azcore pipeline, as SDKs of services without a client here would send.
func TestAzcorePipeline(t *testing.T) {
	l := startLocal(t, emulator.Options{})
	cred, options := l.sdk()
	pipeline := runtime.NewPipeline("test", "v1", runtime.PipelineOptions{PerRetry: []policy.Policy{runtime.NewBearerTokenPolicy(cred, []string{"https://servicebus.azure.net//.default"}, nil)}}, &options)
	r, err := runtime.NewRequest(t.Context(), http.MethodPost, "https://ns.servicebus.windows.net/orders/messages")
	if err != nil {
		t.Fatal(err)
	}
	if err := r.SetBody(streamOf(`{"n":1}`), "application/json"); err != nil {
		t.Fatal(err)
	}
	response, err := pipeline.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	messages, _ := l.Messages("ns", "orders")
	if response.StatusCode != http.StatusCreated || len(messages) != 1 || string(messages[0].Body) != `{"n":1}` || messages[0].ContentType != "application/json" {
		t.Errorf("%d, %+v", response.StatusCode, messages)
	}
}
